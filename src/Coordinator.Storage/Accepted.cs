using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Coordinator.Core.Ports;

namespace Coordinator.Storage;

/// <summary>What may be stored. Both backends ask here, so that a value which one accepts the other accepts too.</summary>
internal static class Accepted
{
    // A lone surrogate would be stored as U+FFFD: a name must come back as it went in, or two names could become one.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static void Entries(ImmutableArray<JournalEntry> entries)
    {
        if (entries.Length > StorageLimits.EntriesPerAppend)
            throw new ArgumentException(
                $"{entries.Length} entries; at most {StorageLimits.EntriesPerAppend} in one append", nameof(entries));
        foreach (var entry in entries)
        {
            Name(entry.Stream, nameof(entry.Stream));
            if (entry.Sequence < 1)
                throw new ArgumentOutOfRangeException(nameof(entries), entry.Sequence, "a sequence begins at 1");
            Text(entry.Release, nameof(entry.Release), 0, StorageLimits.NameCharacters);
            Text(entry.Kind, nameof(entry.Kind), 1, StorageLimits.KindCharacters);
            Text(entry.Summary, nameof(entry.Summary), 0, StorageLimits.SummaryCharacters);
            Content(entry.Body, nameof(entry.Body), StorageLimits.BodyBytes);
        }
    }

    public static void Row(RegistryRow row)
    {
        Kind(row.Kind);
        Name(row.Name, nameof(row.Name));
        Content(row.Content, nameof(row.Content), StorageLimits.ContentBytes);
    }

    public static void Kind(string value) => Text(value, "kind", 1, StorageLimits.KindCharacters);

    public static void Name(string value, string what) => Text(value, what, 1, StorageLimits.NameCharacters);

    public static void After(string value) => Text(value, "afterName", 0, StorageLimits.NameCharacters);

    /// <summary>The UTF-8 bytes of a document.</summary>
    public static byte[] Document(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length > StorageLimits.DocumentBytes || StrictUtf8.GetByteCount(content) > StorageLimits.DocumentBytes)
            throw new ArgumentException($"the document has more than {StorageLimits.DocumentBytes} bytes", nameof(content));
        return StrictUtf8.GetBytes(content);
    }

    public static void Limit(int limit)
    {
        if (limit is < 1 or > StorageLimits.RowsPerRead)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"1 to {StorageLimits.RowsPerRead}");
    }

    /// <summary>ISO 8601 in UTC with seven decimals: readable, sorts as text, exact to the tick (PostgreSQL's timestamptz keeps
    /// microseconds only, and a replay compares instants).</summary>
    public static string Instant(DateTimeOffset value) => value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(string value) =>
        new(DateTime.ParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));

    private static void Content(string value, string what, int maxBytes)
    {
        Text(value, what, 0, maxBytes);
        if (StrictUtf8.GetByteCount(value) > maxBytes)
            throw new ArgumentException($"{what} has more than {maxBytes} bytes", what);
    }

    private static void Text(string value, string what, int minCharacters, int maxCharacters)
    {
        ArgumentNullException.ThrowIfNull(value, what);
        if (value.Length < minCharacters || value.Length > maxCharacters)
            throw new ArgumentException($"{what} has {value.Length} characters, not {minCharacters} to {maxCharacters}", what);
        if (value.Contains('\0'))
            throw new ArgumentException($"{what} has a NUL character, which PostgreSQL cannot store", what);
        _ = StrictUtf8.GetByteCount(value);
    }
}
