using System.Text.RegularExpressions;

namespace Coordinator.Formats.Syntax;

/// <summary>
/// What strings of a file may hold in braces. <c>${HOME}</c> and <c>{{x}}</c> belong to shells and templates and are left alone.
/// </summary>
internal static partial class Placeholders
{
    public static readonly string[] Known = ["color", "cluster", "region", "namespace", "version"];

    /// <summary>The known ones for a message.</summary>
    public const string List = "{color}, {cluster}, {region}, {namespace} and {version}";

    /// <summary>The names of all placeholders in a text that nothing fills.</summary>
    public static IEnumerable<string> Unknown(string text) => Form().Matches(text)
        .Select(match => match.Groups[1].Value)
        .Where(name => !Known.Contains(name))
        .Distinct();

    /// <summary>What is wrong with an unknown one.</summary>
    public static string Problem(string unknown) => Nearest.Of(unknown, Known) is { } near
        ? $"nothing fills `{{{unknown}}}`; did you mean `{{{near}}}`?"
        : $"nothing fills `{{{unknown}}}`; the placeholders are {List}";

    /// <summary>The text with each placeholder filled by something harmless, to check the form of the rest.</summary>
    public static string Sample(string text) => Form().Replace(text, "x");

    [GeneratedRegex(@"(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})")]
    private static partial Regex Form();
}
