using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Objects;

/// <summary>How an object is to be deleted.</summary>
internal sealed record DeleteOptions(long? GraceSeconds, string? Propagation, string? Uid, string? Version)
{
    public static readonly DeleteOptions Default = new(null, null, null, null);

    public static DeleteOptions Parse(JsonObject? body, string? propagation, string? grace) => new(
        body.Whole("gracePeriodSeconds") ?? (long.TryParse(grace, out var seconds) ? seconds : null),
        body.Text("propagationPolicy") ?? propagation,
        body.Text("preconditions", "uid"), body.Text("preconditions", "resourceVersion"));
}
