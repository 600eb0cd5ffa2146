using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Analysis.Controls;

/// <summary>What is remembered of an untouched environment.</summary>
/// <param name="Ref">The environment.</param>
/// <param name="Serving">Colour that serves all of its users; null before it was seen. Once another does, it is untouched no more.</param>
/// <param name="Metrics">Its metrics by name, measured as those of the release.</param>
public sealed record ControlState(ControlRef Ref, Color? Serving, ImmutableSortedDictionary<string, MetricState> Metrics)
{
    /// <summary>One that was not measured yet.</summary>
    public static ControlState Of(ControlRef control) => new(control, null, ImmutableSortedDictionary<string, MetricState>.Empty);
}
