using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Store;

/// <summary>A label selector: all of its requirements must hold.</summary>
internal sealed class Selector(List<Selector.Requirement> requirements)
{
    public static readonly Selector Everything = new([]);

    public enum Operator { In, NotIn, Exists, Missing, Greater, Less }

    public sealed record Requirement(string Key, Operator Operator, HashSet<string> Values)
    {
        public bool Holds(IReadOnlyDictionary<string, string> labels) => Operator switch
        {
            Operator.In => labels.TryGetValue(Key, out var value) && Values.Contains(value),
            Operator.NotIn => !labels.TryGetValue(Key, out var value) || !Values.Contains(value),
            Operator.Exists => labels.ContainsKey(Key),
            Operator.Missing => !labels.ContainsKey(Key),
            Operator.Greater => Compared(labels) > 0,
            Operator.Less => Compared(labels) < 0,
        };

        /// <summary>How a label that is a number stands to the one that is asked for; null when there is none.</summary>
        private int? Compared(IReadOnlyDictionary<string, string> labels) =>
            labels.TryGetValue(Key, out var text) && long.TryParse(text, out var number) ? number.CompareTo(long.Parse(Values.First())) : null;
    }

    public bool IsEverything => requirements.Count == 0;

    public bool Matches(IReadOnlyDictionary<string, string> labels) => requirements.TrueForAll(one => one.Holds(labels));

    /// <summary>Of plain labels that must all be there.</summary>
    public static Selector Of(IEnumerable<KeyValuePair<string, string>> labels) =>
        new([.. labels.Select(pair => new Requirement(pair.Key, Operator.In, [pair.Value]))]);

    /// <summary>Of a LabelSelector: matchLabels and matchExpressions.</summary>
    public static Selector Of(JsonObject? selector)
    {
        var list = selector.Texts("matchLabels")
            .Select(pair => new Requirement(pair.Key, Operator.In, [pair.Value])).ToList();
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            var kind = expression.Text("operator") switch
            {
                "In" => Operator.In,
                "NotIn" => Operator.NotIn,
                "Exists" => Operator.Exists,
                _ => Operator.Missing,
            };
            var values = expression.Array("values")?.Select(value => value.Text() ?? "").ToHashSet() ?? [];
            list.Add(new(expression.Text("key") ?? "", kind, values));
        }

        return new(list);
    }
}
