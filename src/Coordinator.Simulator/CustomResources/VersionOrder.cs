using System.Text.RegularExpressions;

namespace Coordinator.Simulator.CustomResources;

/// <summary>The order of versions of a group: stable before beta before alpha, the newest first, all others by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Newest = new();

    [GeneratedRegex(@"^v(\d{1,9})(?:(alpha|beta)(\d{1,9}))?$")]
    private static partial Regex Known();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x ?? ""), Rank(y ?? ""));
        if (left is null || right is null)
            return left is null == (right is null) ? string.CompareOrdinal(x, y) : left is null ? 1 : -1;
        return right.Value.CompareTo(left.Value);
    }

    private static (int Stability, int Major, int Minor)? Rank(string version)
    {
        if (Known().Match(version) is not { Success: true } match) return null;
        var stability = match.Groups[2].Value switch { "" => 2, "beta" => 1, _ => 0 };
        return (stability, int.Parse(match.Groups[1].Value), stability == 2 ? 0 : int.Parse(match.Groups[3].Value));
    }
}
