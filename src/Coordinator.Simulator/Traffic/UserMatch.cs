namespace Coordinator.Simulator.Traffic;

/// <summary>Requests that a rule is for. What users' requests here never carry (headers, query parameters) never matches.</summary>
/// <param name="Path">Path, exact or a prefix of whole segments.</param>
/// <param name="IsExact">Whether the path is exact.</param>
/// <param name="Method">HTTP method; null = any.</param>
/// <param name="IsPossible">Whether requests here can match at all.</param>
internal sealed record UserMatch(string Path, bool IsExact, string? Method, bool IsPossible)
{
    public static UserMatch Any { get; } = new("/", false, null, true);

    /// <summary>How specific it is: the longer, the more; an exact path before any prefix.</summary>
    public int Rank => (IsExact ? 1_000_000 : 0) + Path.Length;

    public bool Takes(string method, string path)
    {
        if (!IsPossible || (Method is not null && Method != method)) return false;
        var plain = path.Split('?', 2)[0];
        if (IsExact) return plain == Path;
        var prefix = Path.TrimEnd('/');
        return plain.StartsWith(prefix, StringComparison.Ordinal) && (plain.Length == prefix.Length || plain[prefix.Length] == '/');
    }
}
