namespace Coordinator.Storage;

/// <summary>What the store refuses with an <see cref="ArgumentException"/>, the same on every backend.</summary>
public static class StorageLimits
{
    /// <summary>Characters of a stream, a release, or a name in the registry. 512 four-byte characters still fit an index
    /// entry of PostgreSQL (2,704 bytes).</summary>
    public const int NameCharacters = 512;

    /// <summary>Characters of a registry kind or of a journal entry's kind.</summary>
    public const int KindCharacters = 128;

    /// <summary>Characters of a journal entry's summary.</summary>
    public const int SummaryCharacters = 4096;

    /// <summary>UTF-8 bytes of a journal entry's body: 1 MiB.</summary>
    public const int BodyBytes = 1 << 20;

    /// <summary>Entries of one append.</summary>
    public const int EntriesPerAppend = 1000;

    /// <summary>UTF-8 bytes of a registry row's content: 1 MiB.</summary>
    public const int ContentBytes = 1 << 20;

    /// <summary>UTF-8 bytes of a document: 8 MiB.</summary>
    public const int DocumentBytes = 8 << 20;

    /// <summary>UTF-8 bytes of the JSON of one grain state: 8 MiB.</summary>
    public const int GrainStateBytes = 8 << 20;

    /// <summary>Rows of one read: 1 to 10,000.</summary>
    public const int RowsPerRead = 10_000;
}
