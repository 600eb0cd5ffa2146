using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Apply;

/// <summary>What one field manager owns of an object.</summary>
internal sealed record ManagerEntry(string Manager, bool Applied, string ApiVersion, string Subresource, string? Time, FieldSet Fields)
{
    public const int MaxManagerLength = 128;

    public bool Is(string manager, bool applied, string subresource) =>
        Manager == manager && Applied == applied && Subresource == subresource;

    /// <summary>As conflict messages write it.</summary>
    public string Shown => $"\"{Manager}\"{(Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "")}{(Applied ? "" : $" using {ApiVersion}")}";

    /// <summary>Through the scale subresource everyone appears to have written a Scale.</summary>
    public ManagerEntry SeenBy(Writer writer) => writer.Subresource == "scale" ? this with { ApiVersion = "autoscaling/v1" } : this;

    /// <summary>
    /// The entries that an update itself carries, which replace those of the object: none where it carries one empty entry.
    /// Null when it carries none, or such as can't be read; then the object's own count.
    /// </summary>
    public static List<ManagerEntry>? Sent(JsonObject item)
    {
        var sent = item.Objects("metadata", "managedFields").ToList();
        if (sent is [{ Count: 0 }]) return [];
        var valid = sent.TrueForAll(entry => entry.Text("operation") is "Apply" or "Update" && entry.Text("fieldsType") == "FieldsV1");
        return sent.Count > 0 && valid ? Parse(item) : null;
    }

    public static List<ManagerEntry> Parse(JsonObject item) =>
    [
        .. item.Objects("metadata", "managedFields").Select(entry => new ManagerEntry(
            entry.Text("manager") ?? "", entry.Text("operation") == "Apply", entry.Text("apiVersion") ?? "",
            entry.Text("subresource") ?? "", entry.Text("time"), FieldSet.Parse(entry.Object("fieldsV1")))),
    ];

    public static JsonArray? Render(IEnumerable<ManagerEntry> entries)
    {
        var list = new JsonArray();
        foreach (var entry in entries.Where(entry => !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Applied ? 0 : 1).ThenBy(entry => entry.Time, StringComparer.Ordinal)
            .ThenBy(entry => entry.Manager, StringComparer.Ordinal).ThenBy(entry => entry.Subresource, StringComparer.Ordinal))
        {
            list.Add(entry.ToJson());
        }

        return list.Count == 0 ? null : list;
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Applied ? "Apply" : "Update",
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToJson(),
        };
        if (Subresource.Length > 0) json["subresource"] = Subresource;
        return json;
    }
}
