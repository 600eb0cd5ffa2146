using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Api;

/// <summary>An answer, whole.</summary>
internal sealed record ApiReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public const string Json = "application/json";
    public const string Text = "text/plain; charset=utf-8";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public List<string> Warnings { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    public static ApiReply Of(int status, JsonNode body) => new(status, Json, JsonSerializer.SerializeToUtf8Bytes(body, Plain));

    public static ApiReply Of(int status, StoredObject item) => new(status, Json, item.Utf8);

    public static ApiReply Of(StatusError error) => Of(error.Code, error.ToJson());

    public static ApiReply Plainly(int status, string text, string type = Text) => new(status, type, Encoding.UTF8.GetBytes(text));

    public static ApiReply NoPage() => Plainly(404, "404 page not found\n");
}
