using System.Text.RegularExpressions;
using Coordinator.Simulator.Api;

namespace Coordinator.Simulator.Store;

/// <summary>Reads label selectors as query parameters write them: <c>a=b,c!=d,e in (f,g),h,!i</c>.</summary>
internal sealed partial class SelectorParser
{
    private const int MaxLength = 8_192;

    private readonly List<string> tokens = [];
    private int next;

    private SelectorParser(string text)
    {
        foreach (Match match in Token().Matches(text)) tokens.Add(match.Value);
    }

    private string Current => next < tokens.Count ? tokens[next] : "";

    [GeneratedRegex(@"!=|==|[=,()!<>]|[^\s=,()!<>]+")]
    private static partial Regex Token();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$")]
    private static partial Regex NamePart();

    public static Selector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Selector.Everything;
        if (text.Length > MaxLength) throw StatusError.BadRequest("the label selector is too long");
        var parser = new SelectorParser(text);
        var requirements = new List<Selector.Requirement>();
        while (parser.next < parser.tokens.Count)
        {
            requirements.Add(parser.Requirement());
            if (parser.Current.Length == 0) break;
            if (parser.Current != ",") throw Failure($"found '{parser.Current}', expected: ',' or 'end of string'");
            parser.next++;
        }

        return new(requirements);
    }

    private static StatusError Failure(string why) => StatusError.BadRequest($"unable to parse requirement: {why}");

    private Selector.Requirement Requirement()
    {
        if (Current == "!")
        {
            next++;
            return new(Key(), Selector.Operator.Missing, []);
        }

        var key = Key();
        switch (Current)
        {
            case "" or ",": return new(key, Selector.Operator.Exists, []);
            case "=" or "==": next++; return new(key, Selector.Operator.In, [Value()]);
            case "!=": next++; return new(key, Selector.Operator.NotIn, [Value()]);
            case "in": next++; return new(key, Selector.Operator.In, Values());
            case "notin": next++; return new(key, Selector.Operator.NotIn, Values());
            default: throw Failure($"found '{Current}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string Key()
    {
        var key = Current;
        if (key.Length == 0 || "=,()!".Contains(key[0])) throw Failure($"found '{key}', expected: identifier");
        next++;
        var name = key[(key.LastIndexOf('/') + 1)..];
        if (name.Length > 63 || !NamePart().IsMatch(name))
        {
            throw Failure($"<nil>: Invalid value: \"{key}\": name part must consist of alphanumeric characters, '-', '_' or "
                + "'.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
                + "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }

        return key;
    }

    private string Value()
    {
        if (Current is "" or ",") return "";
        if ("=()!".Contains(Current[0])) throw Failure($"found '{Current}', expected: identifier");
        return tokens[next++];
    }

    private HashSet<string> Values()
    {
        if (Current != "(") throw Failure($"found '{Current}' expected: '('");
        next++;
        var values = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            values.Add(Value());
            if (Current == ")") { next++; return values; }
            if (Current != ",") throw Failure($"found '{Current}', expected: ',' or ')'");
            next++;
        }
    }
}
