using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A text.</summary>
internal sealed class TextShape : Shape<string>
{
    private readonly Regex? form;

    /// <param name="pattern">Regular expression that the whole text matches, valid in .NET and ECMAScript; null = any
    /// text.</param>
    public TextShape(string? pattern = null)
    {
        Pattern = pattern;
        form = pattern is null ? null
            : new(pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern, RegexOptions.CultureInvariant);
    }

    public string? Pattern { get; }

    /// <summary>What it is, with its article: <c>a DNS name</c>.</summary>
    public string Noun { get; init; } = "a text";

    public string Code { get; init; } = FormatErrorCodes.BadValue;

    public int MinLength { get; init; } = 1;

    public int MaxLength { get; init; } = 1024;

    /// <summary>Whether placeholders are filled in it.</summary>
    public bool Template { get; init; }

    /// <summary>A check beyond the pattern: null, or what is wrong.</summary>
    public Func<string, string?>? Check { get; init; }

    public override string? Note => Template ? $"The placeholders {Placeholders.List} are filled in." : null;

    public override bool TryRead(SourceNode node, ReadPoint at, out string value)
    {
        value = "";
        if (node is not ScalarNode { Value: string text })
            return at.WrongType(node,
                node is ScalarNode { Value: not null } written ? $"{Noun} (quoted: \"{written.Text}\")" : Noun);
        value = text;
        return Inspect(text, out var code) is not { } problem || at.Fail(node, code, problem);
    }

    /// <summary>Null, or what is wrong with a text.</summary>
    public string? Inspect(string text, out string code)
    {
        code = Code;
        if (text.Length < MinLength)
            return $"{Noun} is expected, not an empty text";
        if (text.Length > MaxLength)
            return $"{Noun} of at most {MaxLength} characters is expected; this one has {text.Length}";
        if (form is not null && !form.IsMatch(text))
            return $"`{Short(text)}` is not {Noun}";
        if (Check?.Invoke(text) is { } problem)
            return problem;
        code = FormatErrorCodes.UnknownPlaceholder;
        return Template && Placeholders.Unknown(text).FirstOrDefault() is { } unknown
            ? Placeholders.Problem(unknown)
            : null;
    }

    public override JsonNode? Write(string value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (MinLength > 0)
            schema["minLength"] = MinLength;
        schema["maxLength"] = MaxLength;
        if (Pattern is not null)
            schema["pattern"] = Pattern;
        return schema;
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
