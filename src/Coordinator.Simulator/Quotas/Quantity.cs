using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Quotas;

/// <summary>Amounts as Kubernetes writes them: <c>250m</c>, <c>2</c>, <c>64Mi</c>, <c>1.5G</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1_024m), ("Mi", 1_048_576m), ("Gi", 1_073_741_824m), ("Ti", 1_099_511_627_776m), ("Pi", 1_125_899_906_842_624m),
        ("m", 0.001m), ("k", 1_000m), ("M", 1_000_000m), ("G", 1_000_000_000m), ("T", 1_000_000_000_000m), ("P", 1_000_000_000_000_000m),
    ];

    /// <summary>The amount; null when it can't be read.</summary>
    public static decimal? Parse(JsonNode? node) => node.Whole() ?? (node.Text() is { } text ? Parse(text) : null);

    public static decimal? Parse(string text)
    {
        var row = Array.Find(Suffixes, pair => text.EndsWith(pair.Suffix, StringComparison.Ordinal));
        var number = row.Suffix is null ? text : text[..^row.Suffix.Length];
        return decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value * (row.Suffix is null ? 1 : row.Factor) : null;
    }

    /// <summary>The canonical text of an amount of a resource: memory in powers of two, all else as it is or in thousandths.</summary>
    public static string Text(decimal amount, string resource)
    {
        if (amount != decimal.Truncate(amount)) return $"{decimal.Ceiling(amount * 1_000).ToString(CultureInfo.InvariantCulture)}m";
        if (resource.EndsWith("memory", StringComparison.Ordinal) && amount > 0)
        {
            foreach (var (suffix, factor) in Suffixes.Take(5).Reverse())
            {
                if (amount % factor == 0) return $"{decimal.Truncate(amount / factor).ToString(CultureInfo.InvariantCulture)}{suffix}";
            }
        }

        return decimal.Truncate(amount).ToString(CultureInfo.InvariantCulture);
    }
}
