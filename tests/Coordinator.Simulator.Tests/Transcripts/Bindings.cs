using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Tests.Transcripts;

/// <summary>What the server-chosen values of a transcript stand for so far.</summary>
internal sealed partial record Bindings(ImmutableDictionary<string, string> Values)
{
    public static readonly Bindings None = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>Kinds of which two numbers are two values.</summary>
    private static readonly HashSet<string> Distinct = ["uid", "rv", "hash", "ip"];

    private static readonly Dictionary<string, string> Forms = new()
    {
        ["uid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["rv"] = "[0-9]+",
        ["time"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        ["microtime"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
        ["ip"] = "[0-9a-f.:]+",
        ["hash"] = "[a-z0-9]+",
        ["suffix"] = "[a-z0-9]{5}",
        ["node"] = ".+",
        ["hex"] = "[0-9a-f]+",
        ["age"] = ".+",
        ["continue"] = ".+",
        ["token"] = ".+",
        ["string"] = ".+",
        ["int"] = "-?[0-9]+",
        ["any"] = ".*",
    };

    [GeneratedRegex(@"\$\{(?<kind>[a-z]+)(:(?<number>\d+))?\}")]
    private static partial Regex Placeholder();

    public static bool IsTemplate(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The bindings with which a template says a text; null when it can't.</summary>
    public Bindings? Match(string template, string text)
    {
        if (!IsTemplate(template)) return template == text ? this : null;
        var names = new List<string>();
        var pattern = new System.Text.StringBuilder("^");
        var at = 0;
        foreach (Match match in Placeholder().Matches(template))
        {
            pattern.Append(Regex.Escape(template[at..match.Index]));
            at = match.Index + match.Length;
            var kind = match.Groups["kind"].Value;
            var name = match.Groups["number"].Success ? $"{kind}:{match.Groups["number"].Value}" : "";
            if (name.Length > 0 && Values.TryGetValue(name, out var known)) pattern.Append(Regex.Escape(known));
            else
            {
                pattern.Append('(').Append(Forms[kind]).Append(')');
                names.Add(name);
            }
        }

        pattern.Append(Regex.Escape(template[at..])).Append('$');
        var found = Regex.Match(text, pattern.ToString(), RegexOptions.Singleline);
        if (!found.Success) return null;
        var result = this;
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length > 0 && result is not null) result = result.Bind(names[i], found.Groups[i + 1].Value);
        }

        return result;
    }

    private Bindings? Bind(string name, string value)
    {
        if (Values.TryGetValue(name, out var known)) return known == value ? this : null;
        var kind = name.Split(':')[0];
        var taken = Distinct.Contains(kind) && Values.Any(pair => pair.Key.StartsWith(kind + ":", StringComparison.Ordinal) && pair.Value == value);
        return taken ? null : new(Values.Add(name, value));
    }
}
