using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Store;

/// <summary>
/// One version of one object. Never changed after it was made: whoever wants another one copies <see cref="Json"/>. The
/// bytes that clients get are made once.
/// </summary>
internal sealed class StoredObject
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly int headLength;

    public StoredObject(ApiKind kind, JsonObject body, long version)
    {
        Kind = kind;
        Version = version;
        var ordered = new JsonObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion };
        foreach (var (name, value) in body)
        {
            if (name is not ("kind" or "apiVersion")) ordered[name] = value?.DeepClone();
        }

        ordered.Ensure("metadata")["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Json = ordered;
        Name = ordered.Text("metadata", "name") ?? "";
        Namespace = ordered.Text("metadata", "namespace") ?? "";
        Uid = ordered.Text("metadata", "uid") ?? "";
        Labels = ordered.Texts("metadata", "labels");
        Utf8 = JsonSerializer.SerializeToUtf8Bytes(ordered, Plain);
        headLength = $"{{\"kind\":\"{kind.Name}\",\"apiVersion\":\"{kind.ApiVersion}\"".Length;
    }

    public ApiKind Kind { get; }

    public JsonObject Json { get; }

    public long Version { get; }

    public string Name { get; }

    public string Namespace { get; }

    public string Uid { get; }

    public Dictionary<string, string> Labels { get; }

    /// <summary>The whole object, with its kind.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The object from the comma after its kind on: what an element of a list has after its opening brace.</summary>
    public ReadOnlyMemory<byte> Utf8WithoutKind => Utf8[(headLength + 1)..];

    /// <summary>The same object as another version of its kind shows it.</summary>
    public StoredObject As(ApiKind kind)
    {
        if (ReferenceEquals(kind, Kind) || (kind.Conversion is null && kind.ApiVersion == Kind.ApiVersion && kind.Name == Kind.Name)) return this;
        return new(kind, kind.Conversion?.FromStored(Json) ?? Json, Version);
    }

    public bool IsTerminating => Json.Text("metadata", "deletionTimestamp") is not null;

    public string? Owner => Json.Objects("metadata", "ownerReferences")
        .FirstOrDefault(reference => reference.Flag("controller") is true)?.Text("uid");

    public override string ToString() => $"{Kind.Resource} {Namespace}/{Name}@{Version}";
}
