using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tables;

/// <summary>One column of a server-side table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Type">As clients get it: string, integer, number, boolean or date.</param>
/// <param name="About">Its description.</param>
/// <param name="Cell">The value of an object at an instant.</param>
internal sealed record Column(string Name, string Type, string About, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    /// <summary>0 is always shown, 1 with <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    public string Format { get; init; } = "";

    public static Column Text(string name, string about, Func<JsonObject, string?> cell) =>
        new(name, "string", about, (item, _) => cell(item));

    public static Column Wide(string name, string about, Func<JsonObject, string?> cell) =>
        Text(name, about, cell) with { Priority = 1 };

    public static Column Whole(string name, string about, Func<JsonObject, long> cell) =>
        new(name, "integer", about, (item, _) => cell(item));

    /// <summary>A number under a column that says that it is text, as several of the server's own are.</summary>
    public static Column Count(string name, string about, Func<JsonObject, long> cell) =>
        new(name, "string", about, (item, _) => cell(item));

    public JsonObject ToJson() => new()
    { ["name"] = Name, ["type"] = Type, ["format"] = Format, ["description"] = About, ["priority"] = Priority };
}
