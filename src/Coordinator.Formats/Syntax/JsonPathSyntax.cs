using System.Text.RegularExpressions;

namespace Coordinator.Formats.Syntax;

/// <summary>
/// The part of JSONPath (RFC 9535) that is read: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>["name"]</c>, <c>[0]</c>,
/// <c>[-1]</c>, <c>.*</c> and <c>[*]</c>. No descendants, slices or filters.
/// </summary>
internal static partial class JsonPathSyntax
{
    public const string Pattern =
        """^\$(\.([A-Za-z_][A-Za-z0-9_-]*|\*)|\[('([^'\\]|\\.)*'|"([^"\\]|\\.)*"|-?(0|[1-9][0-9]{0,8})|\*)\])*$""";

    /// <summary>Null for a valid path, else what is wrong.</summary>
    public static string? Error(string text) => Form().IsMatch(text) && !text.EndsWith('\n')
        ? null
        : "a JSONPath like `$.items[0].name`, `$['a.b']` or `$.items[*].name` is expected (no `..`, slices or filters)";

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
