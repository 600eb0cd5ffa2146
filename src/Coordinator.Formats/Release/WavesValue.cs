using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Formats.Release;

/// <summary><c>waves</c>: the word <c>auto</c>, or the waves.</summary>
internal sealed record WavesValue(bool Auto, ImmutableArray<WaveSpec> Waves);
