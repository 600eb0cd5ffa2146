using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Reads JSON that others wrote. What is wrong with it shows at once, not when a value is taken out: no key twice, and all of it
/// UTF-8.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads to the end; whoever opened the stream limits its length.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static async Task<JsonNode?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        await body.CopyToAsync(text, cancellationToken);
        return Parse(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> text) => Utf8.IsValid(text)
        ? JsonNode.Parse(text, null, Options)
        : throw new JsonException("the text is no UTF-8");
}
