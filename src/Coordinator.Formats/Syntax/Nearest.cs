namespace Coordinator.Formats.Syntax;

/// <summary>Finds what somebody meant to write.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean `weight`?</c>, or the known ones where none is near.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> known) =>
        Of(written, known) is { } near ? $"; did you mean `{near}`?"
        : known.Count == 0 ? ""
        : $"; known here: {string.Join(", ", known)}";

    /// <summary>
    /// The known word with the fewest changes to it, or null where it takes more than a third of its letters (or two).
    /// </summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        var text = Shortened(written);
        return known
            .Select(word => (Word: word, Distance: Distance(text, word.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(2, candidate.Word.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    private static string Shortened(string text) => (text.Length > 64 ? text[..64] : text).ToLowerInvariant();

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            costs[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            costs[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                costs[i, j] = Math.Min(Math.Min(costs[i - 1, j] + 1, costs[i, j - 1] + 1), costs[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        return costs[a.Length, b.Length];
    }
}
