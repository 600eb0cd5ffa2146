using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Kinds;

/// <summary>How an object of one version becomes one of the version in which it is stored, and back.</summary>
internal sealed record Conversion(Func<JsonObject, JsonObject> ToStored, Func<JsonObject, JsonObject> FromStored);
