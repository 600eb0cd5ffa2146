using System.Collections.Immutable;

namespace Coordinator.Formats.Release;

/// <summary><c>envFrom</c> of a Job.</summary>
internal sealed record EnvFromValue(ImmutableArray<string> Secrets, ImmutableArray<string> ConfigMaps);
