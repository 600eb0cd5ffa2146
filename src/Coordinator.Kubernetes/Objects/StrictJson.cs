using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Reads JSON that others wrote. What is wrong with it shows at once, not when a value is taken out: no key twice, all of it
/// UTF-8, and no half of a surrogate pair in an escape.</summary>
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

    /// <summary>Reads bytes; a byte order mark before them is none of the text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (!Utf8.IsValid(text))
        {
            throw new JsonException("the text is no UTF-8");
        }

        CheckEscapes(text);
        return JsonNode.Parse(text, null, Options);
    }

    /// <summary>Takes out the texts with escapes alone: no other can hold what is no text.</summary>
    private static void CheckEscapes(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(e.Message, e);
            }
        }
    }
}
