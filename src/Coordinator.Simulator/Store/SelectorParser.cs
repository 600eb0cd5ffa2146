using System.Text.RegularExpressions;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Validation;

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


    public static Selector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Selector.Everything;
        if (text.Length > MaxLength) throw StatusError.BadRequest("the label selector is too long");
        var parser = new SelectorParser(text);
        var requirements = new List<Selector.Requirement>();
        while (true)
        {
            // What stands in the place of a requirement is told of without the prefix of what is wrong inside of one.
            if (parser.Current is "" or "=" or "," or "==" or "!=")
                throw StatusError.BadRequest($"found '{parser.Current}', expected: {(parser.next == 0 ? "!, identifier, or 'end of string'" : "identifier after ','")}");
            requirements.Add(parser.Requirement());
            if (parser.next == parser.tokens.Count) return new(requirements);
            if (parser.Current != ",") throw StatusError.BadRequest($"found '{parser.Current}', expected: ',' or 'end of string'");
            parser.next++;
        }
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
            case "=" or "==": next++; return new(key, Selector.Operator.In, [Value(key)]);
            case "!=": next++; return new(key, Selector.Operator.NotIn, [Value(key)]);
            case ">": next++; return new(key, Selector.Operator.Greater, [Number()]);
            case "<": next++; return new(key, Selector.Operator.Less, [Number()]);
            case "in": next++; return new(key, Selector.Operator.In, Values(key));
            case "notin": next++; return new(key, Selector.Operator.NotIn, Values(key));
            default: throw Failure($"found '{Current}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string Key()
    {
        var key = Current;
        if (key.Length == 0 || "=,()!".Contains(key[0])) throw Failure($"found '{key}', expected: identifier");
        next++;
        var wrong = string.Join("; ", Names.LabelKey(key));
        return wrong.Length == 0 ? key : throw Failure($"<nil>: Invalid value: \"{key}\": {wrong}");
    }

    private string Number()
    {
        var text = Value("");
        return long.TryParse(text, out _) ? text
            : throw Failure($"values[0]: Invalid value: \"{text}\": for 'Gt', 'Lt' operators, the value must be an integer");
    }

    private string Value(string key, int place = 0)
    {
        if (Current is "" or "," or ")") return "";
        if ("=()!".Contains(Current[0])) throw Failure($"found '{Current}', expected: identifier");
        var value = tokens[next++];
        return key.Length == 0 || Names.LabelValue(value) is not { } wrong ? value
            : throw Failure($"values[{place}][{key}]: Invalid value: \"{value}\": {wrong}");
    }

    private HashSet<string> Values(string key)
    {
        if (Current != "(") throw Failure($"found '{Current}' expected: '('");
        next++;
        var values = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            values.Add(Value(key, values.Count));
            if (Current == ")") { next++; return values; }
            if (Current != ",") throw Failure($"found '{Current}', expected: ',' or ')'");
            next++;
        }
    }
}
