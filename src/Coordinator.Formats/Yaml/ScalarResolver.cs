using System.Globalization;
using System.Text.RegularExpressions;

namespace Coordinator.Formats.Yaml;

/// <summary>
/// What a plain scalar is, by the rules that kubectl reads with (sigs.k8s.io/yaml on go-yaml v2, YAML 1.1): <c>yes</c> and
/// <c>on</c> are truth values, <c>0x10</c>, <c>0o17</c>, <c>017</c> and <c>1_000</c> numbers, dates are text.
/// </summary>
internal static partial class ScalarResolver
{
    private static readonly Dictionary<string, object?> Words = new(StringComparer.Ordinal)
    {
        [""] = null,
        ["~"] = null,
        ["null"] = null,
        ["Null"] = null,
        ["NULL"] = null,
        [".nan"] = double.NaN,
        [".NaN"] = double.NaN,
        [".NAN"] = double.NaN,
        [".inf"] = double.PositiveInfinity,
        [".Inf"] = double.PositiveInfinity,
        [".INF"] = double.PositiveInfinity,
        ["+.inf"] = double.PositiveInfinity,
        ["+.Inf"] = double.PositiveInfinity,
        ["+.INF"] = double.PositiveInfinity,
        ["-.inf"] = double.NegativeInfinity,
        ["-.Inf"] = double.NegativeInfinity,
        ["-.INF"] = double.NegativeInfinity,
        ["y"] = true,
        ["Y"] = true,
        ["yes"] = true,
        ["Yes"] = true,
        ["YES"] = true,
        ["on"] = true,
        ["On"] = true,
        ["ON"] = true,
        ["true"] = true,
        ["True"] = true,
        ["TRUE"] = true,
        ["n"] = false,
        ["N"] = false,
        ["no"] = false,
        ["No"] = false,
        ["NO"] = false,
        ["off"] = false,
        ["Off"] = false,
        ["OFF"] = false,
        ["false"] = false,
        ["False"] = false,
        ["FALSE"] = false,
    };

    /// <summary>Null, a truth value, a number or the text itself.</summary>
    public static object? Plain(string text)
    {
        if (Words.TryGetValue(text, out var word))
            return word;
        if (text[0] is not ('+' or '-' or '.' or >= '0' and <= '9'))
            return text;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        return Integer(digits) ?? Float(digits) ?? text;
    }

    private static object? Integer(string text)
    {
        var match = IntegerForm().Match(text);
        if (!match.Success)
            return null;
        var negative = match.Groups["sign"].Value == "-";
        var magnitude = Magnitude(match.Groups["prefix"].Value, match.Groups["digits"].Value);
        return (negative, magnitude) switch
        {
            (_, null) => null,
            (false, <= long.MaxValue) => (long)magnitude.Value,
            (false, _) => magnitude.Value,
            (true, <= long.MaxValue) => -(long)magnitude.Value,
            (true, (ulong)long.MaxValue + 1) => long.MinValue,
            (true, _) => null,
        };
    }

    private static ulong? Magnitude(string prefix, string digits)
    {
        var numberBase = prefix.ToUpperInvariant() switch { "0X" => 16u, "0O" or "0" => 8u, "0B" => 2u, _ => 10u };
        UInt128 sum = 0;
        foreach (var c in digits)
        {
            var digit = (uint)Convert.ToInt32(c.ToString(), 16);
            if (digit >= numberBase)
                return null;
            sum = sum * numberBase + digit;
            if (sum > ulong.MaxValue)
                return null;
        }
        return (ulong)sum;
    }

    private static object? Float(string text) =>
        FloatForm().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : null;

    [GeneratedRegex(
        @"\A(?<sign>[-+]?)(?<prefix>0[xX](?=[0-9a-fA-F])|0[oO](?=[0-7])|0[bB](?=[01])|0(?=[0-7]))?(?<digits>[0-9a-fA-F]+)\z")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex FloatForm();
}
