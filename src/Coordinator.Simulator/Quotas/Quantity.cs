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
        ("Ei", 1_152_921_504_606_846_976m), ("n", 0.000_000_001m), ("u", 0.000_001m), ("m", 0.001m), ("k", 1_000m), ("M", 1_000_000m), ("G", 1_000_000_000m), ("T", 1_000_000_000_000m), ("P", 1_000_000_000_000_000m),
        ("E", 1_000_000_000_000_000_000m),
    ];

    private static readonly string[] BinaryUnits = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] DecimalUnits = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Exponents = ["e-9", "e-6", "e-3", "", "e3", "e6", "e9", "e12", "e15", "e18"];

    /// <summary>The amount; null when it can't be read.</summary>
    public static decimal? Parse(JsonNode? node) => node.Whole() ?? (node.Text() is { } text ? Parse(text) : null);

    public static decimal? Parse(string text)
    {
        var row = Array.Find(Suffixes, pair => text.EndsWith(pair.Suffix, StringComparison.Ordinal));
        var number = row.Suffix is null ? text : text[..^row.Suffix.Length];
        return decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value * (row.Suffix is null ? 1 : row.Factor) : null;
    }

    /// <summary>
    /// The server's own form of an amount: the largest unit of its family with which it is whole (<c>1000m</c> is <c>1</c>,
    /// <c>1024Mi</c> is <c>1Gi</c>, <c>0.5</c> is <c>500m</c>); null when it can't be read.
    /// </summary>
    public static string? Canonical(string text)
    {
        text = text.Trim();
        if (Parse(text) is not { } amount) return null;
        if (amount == 0) return "0";
        if (text[^1] == 'i' && Math.Abs(amount) >= 1_024 && amount == decimal.Truncate(amount)) return In(amount, 1_024, BinaryUnits);
        var scaled = decimal.Ceiling(Math.Abs(amount) * 1_000_000_000m) * Math.Sign(amount);
        // An exponent stays one, all else becomes a suffix.
        return In(scaled, 1_000, char.IsAsciiDigit(text[^1]) && text.AsSpan().ContainsAny('e', 'E') ? Exponents : DecimalUnits);
    }

    private static string In(decimal amount, decimal factor, string[] units)
    {
        var unit = 0;
        for (; unit < units.Length - 1 && amount % factor == 0; unit++) amount /= factor;
        return decimal.Truncate(amount).ToString(CultureInfo.InvariantCulture) + units[unit];
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
