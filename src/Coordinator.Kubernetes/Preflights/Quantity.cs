using System.Globalization;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Kubernetes quantities: <c>250m</c>, <c>256Mi</c>, <c>1e3</c>, <c>2</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Factors =
    [
        ("Ki", 1024m), ("Mi", 1024m * 1024), ("Gi", 1024m * 1024 * 1024), ("Ti", 1024m * 1024 * 1024 * 1024),
        ("Pi", 1024m * 1024 * 1024 * 1024 * 1024), ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m),
        ("k", 1000m), ("M", 1000_000m), ("G", 1000_000_000m), ("T", 1000_000_000_000m), ("P", 1000_000_000_000_000m),
    ];

    /// <summary>The number; 0 for what is absent or no quantity.</summary>
    public static decimal Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        foreach (var (suffix, factor) in Factors)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return Number(text[..^suffix.Length]) * factor;
            }
        }

        return Number(text);
    }

    private static decimal Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
