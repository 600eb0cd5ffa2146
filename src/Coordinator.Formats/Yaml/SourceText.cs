using System.Text;

namespace Coordinator.Formats.Yaml;

/// <summary>Reads a text, YAML or JSON, into its documents.</summary>
internal static class SourceText
{
    /// <summary>The documents that are not empty; errors go to <paramref name="errors"/>.</summary>
    public static List<SourceNode> Parse(string text, ErrorSink errors)
    {
        if (text.Length > SourceLimits.TextBytes || Encoding.UTF8.GetByteCount(text) > SourceLimits.TextBytes)
        {
            errors.Add(FormatErrorCodes.TooLarge, "", 1, 1, $"more than {SourceLimits.TextBytes / 1024 / 1024} MiB");
            return [];
        }
        var bare = text.StartsWith('\uFEFF') ? text[1..] : text;
        if (bare.AsSpan().TrimStart().StartsWith("{") && JsonComposer.Compose(bare, errors) is { } document)
            return [document];
        return YamlComposer.Compose(bare, errors);
    }
}
