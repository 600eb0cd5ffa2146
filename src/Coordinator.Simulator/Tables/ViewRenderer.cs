using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Tables;

/// <summary>Objects and lists in the form that a client asked for.</summary>
internal static class ViewRenderer
{
    /// <summary>What a list says of itself: its version, and where the next page begins.</summary>
    public sealed record ListHead(long Version, string? Continue = null, int? Remaining = null);

    public static ApiReply One(int status, StoredObject item, View view, DateTimeOffset now)
    {
        if (view.Form == ViewForm.Whole) return ApiReply.Of(status, item);
        if (view.Form == ViewForm.PartialObjectMetadataList)
            throw StatusError.NotAcceptable($"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType(item.Kind)})");
        return ApiReply.Of(status, Shown(item.Kind, item.Json, view, now, headers: true));
    }

    public static ApiReply List(ApiKind kind, List<StoredObject> items, ListHead head, View view, DateTimeOffset now) => view.Form switch
    {
        ViewForm.Whole => WholeList(kind, items, head),
        ViewForm.PartialObjectMetadata => throw StatusError.NotAcceptable(
            $"you requested PartialObjectMetadata, but the requested object is a list ({ListType(kind)})"),
        ViewForm.PartialObjectMetadataList => ApiReply.Of(200, new JsonObject
        {
            ["kind"] = "PartialObjectMetadataList",
            ["apiVersion"] = ApiVersion(view),
            ["metadata"] = Metadata(head),
            ["items"] = new JsonArray([.. items.Select(item => (JsonNode)Partial(item.Json, view))]),
        }),
        ViewForm.Table => ApiReply.Of(200, Table(kind, [.. items.Select(item => item.Json)], Metadata(head), view, now, headers: true)),
    };

    /// <summary>The object of a watch event, in the form that was asked for; the headers of a table come with the first only.</summary>
    public static JsonObject Shown(ApiKind kind, JsonObject item, View view, DateTimeOffset now, bool headers) => view.Form switch
    {
        ViewForm.Table => Table(kind, [item], new JsonObject
        { ["resourceVersion"] = item.Text("metadata", "resourceVersion") }, view, now, headers),
        ViewForm.PartialObjectMetadata or ViewForm.PartialObjectMetadataList => Partial(item, view),
        ViewForm.Whole => item,
    };

    private static JsonObject Table(ApiKind kind, List<JsonObject> items, JsonObject metadata, View view, DateTimeOffset now, bool headers)
    {
        var columns = Columns.Of(kind);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = ApiVersion(view),
            ["metadata"] = metadata,
            ["columnDefinitions"] = headers ? new JsonArray([.. columns.Select(column => (JsonNode)column.ToJson())]) : null,
            // The form that kinds without columns of their own have: without rows it says null.
            ["rows"] = items.Count == 0 && Columns.IsPlain(kind) ? null : new JsonArray([.. items.Select(item => (JsonNode)Row(kind, columns, item, view, now))]),
        };
    }

    private static JsonObject Row(ApiKind kind, Column[] columns, JsonObject item, View view, DateTimeOffset now)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(item, now)?.DeepClone())]) };
        if (kind == KindTable.Pod && PodCells.Conditions(item) is { } conditions) row["conditions"] = conditions;
        row["object"] = view.Include switch
        {
            "None" => null,
            "Object" => item.Copy(),
            _ => Partial(item, view),
        };
        return row;
    }

    private static JsonObject Partial(JsonObject item, View view) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = ApiVersion(view),
        ["metadata"] = item.Object("metadata")?.Copy() ?? [],
    };

    private static string ApiVersion(View view) => "meta.k8s.io/" + view.Version;

    private static JsonObject Metadata(ListHead head)
    {
        var metadata = new JsonObject { ["resourceVersion"] = $"{head.Version}" };
        if (head.Continue is not null) metadata["continue"] = head.Continue;
        if (head.Remaining is not null) metadata["remainingItemCount"] = head.Remaining;
        return metadata;
    }

    /// <summary>The server's own name of a type, as its refusals write it.</summary>
    private static string GoType(ApiKind kind) => kind.Custom ? "*unstructured.Unstructured" : $"*{Package(kind)}.{kind.Name}";

    private static string ListType(ApiKind kind) => kind.Custom ? "*unstructured.UnstructuredList" : $"*{Package(kind)}.{kind.ListName}";

    private static string Package(ApiKind kind) => kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0];

    /// <summary>Written as bytes: the elements are serialised already.</summary>
    private static ApiReply WholeList(ApiKind kind, List<StoredObject> items, ListHead head)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024 + items.Sum(item => item.Utf8.Length));
        Write(buffer, $"{{\"kind\":\"{kind.ListName}\",\"apiVersion\":\"{kind.ApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{head.Version}\"");
        // A list of custom resources says that there is no next page.
        if (head.Continue is not null || kind.Custom) Write(buffer, $",\"continue\":{JsonSerializer.Serialize(head.Continue ?? "")}");
        if (head.Remaining is not null) Write(buffer, $",\"remainingItemCount\":{head.Remaining}");
        Write(buffer, "},\"items\":[");
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) Write(buffer, ",");
            if (kind.Custom) buffer.Write(items[i].Utf8.Span);
            else
            {
                Write(buffer, "{");
                buffer.Write(items[i].Utf8WithoutKind.Span);
            }
        }

        Write(buffer, "]}");
        return new(200, ApiReply.Json, buffer.WrittenMemory);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}
