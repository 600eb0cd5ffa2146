using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>The append-only record of every decision. Rows are never changed or removed.</summary>
public interface IJournal
{
    /// <summary>
    /// Appends entries. An entry whose (Stream, Sequence) is already there with the same body is skipped, so a repeated
    /// outbox leaves one row each; with another body it is a defect and throws <see cref="JournalConflictException"/>.
    /// </summary>
    Task AppendAsync(ImmutableArray<JournalEntry> entries, CancellationToken cancellationToken);

    /// <summary>Rows of one stream in order, after a sequence (0 = from the start), at most <paramref name="limit"/>.</summary>
    Task<ImmutableArray<JournalRow>> ReadStreamAsync(string stream, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Rows of one release over all its streams in commit order, after a position (0 = from the start). Never returns a row
    /// while one with a lower position can still be committed.
    /// </summary>
    Task<ImmutableArray<JournalRow>> ReadReleaseAsync(string release, long afterPosition, int limit, CancellationToken cancellationToken);
}
