using System.Text;

namespace Coordinator.Formats.Yaml;

/// <summary>Reads a text, YAML or JSON, into its documents.</summary>
internal static class SourceText
{
    /// <summary>The documents that are not empty; errors go to <paramref name="errors"/>.</summary>
    public static List<SourceNode> Parse(string text, ErrorSink errors, int maxBytes = SourceLimits.TextBytes)
    {
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) > maxBytes)
        {
            errors.Add(FormatErrorCodes.TooLarge, "", 1, 1, $"more than {maxBytes / 1024} KiB");
            return [];
        }
        var bare = text.StartsWith('\uFEFF') ? text[1..] : text;
        if (bare.AsSpan().TrimStart().StartsWith("{") && JsonComposer.Compose(bare, errors) is { } document)
            return [document];
        return YamlComposer.Compose(bare, errors);
    }
}
