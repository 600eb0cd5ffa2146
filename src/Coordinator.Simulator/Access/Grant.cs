using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Access;

/// <summary>Rules that a binding gives a user, and the sentence that says so.</summary>
internal sealed record Grant(string Reason, IReadOnlyList<JsonObject> Rules);
