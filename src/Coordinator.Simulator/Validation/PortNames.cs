using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Validation;

/// <summary>The form of a port's name.</summary>
internal static partial class PortNames
{
    private const int MaxLength = 15;

    [GeneratedRegex("^[a-z0-9-]*$")]
    private static partial Regex Characters();

    public static IEnumerable<string> Problems(string name)
    {
        if (name.Length > MaxLength) yield return $"must be no more than {MaxLength} bytes";
        if (!Characters().IsMatch(name)) yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!name.Any(char.IsAsciiLetterLower)) yield return "must contain at least one letter (a-z)";
        if (name.Contains("--", StringComparison.Ordinal)) yield return "must not contain consecutive hyphens";
        if (name.StartsWith('-') || name.EndsWith('-')) yield return "must not begin or end with a hyphen";
    }
}
