using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace Coordinator.Storage;

/// <summary>One writer gives the positions and commits them in order, so a reader can't pass a row that commits later.</summary>
internal sealed class SqliteJournal(SqliteBackend backend) : IJournal
{
    private const string Columns = "position, stream, sequence, release, at, kind, summary, body";

    public async Task AppendAsync(ImmutableArray<JournalEntry> entries, CancellationToken cancellationToken)
    {
        Accepted.Entries(entries);
        if (!entries.IsEmpty)
            await backend.Writer.WriteAsync(session => Append(session, entries), cancellationToken).ConfigureAwait(false);
    }

    public async Task<ImmutableArray<JournalRow>> ReadStreamAsync(
        string stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        Accepted.Name(stream, nameof(stream));
        Accepted.Limit(limit);
        return [.. await backend.Readers.ReadAsync(session => session.Rows(
            Map, $"SELECT {Columns} FROM journal WHERE stream = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
            stream, afterSequence, limit), cancellationToken).ConfigureAwait(false)];
    }

    public async Task<ImmutableArray<JournalRow>> ReadReleaseAsync(
        string release, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        Accepted.Limit(limit);
        return [.. await backend.Readers.ReadAsync(session => session.Rows(
            Map, $"SELECT {Columns} FROM journal WHERE release = $1 AND position > $2 ORDER BY position LIMIT $3",
            release, afterPosition, limit), cancellationToken).ConfigureAwait(false)];
    }

    private static bool Append(SqliteSession session, ImmutableArray<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            var added = session.Execute(
                """
                INSERT INTO journal (stream, sequence, release, at, kind, summary, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (stream, sequence) DO NOTHING
                """,
                entry.Stream, entry.Sequence, entry.Release, Accepted.Instant(entry.At), entry.Kind, entry.Summary, entry.Body);
            if (added == 0 && (string)session.Scalar(
                "SELECT body FROM journal WHERE stream = $1 AND sequence = $2", entry.Stream, entry.Sequence)! != entry.Body)
            {
                throw new JournalConflictException(entry.Stream, entry.Sequence);
            }
        }

        return true;
    }

    private static JournalRow Map(SqliteDataReader row) => new(row.GetInt64(0), new(
        row.GetString(1), row.GetInt64(2), row.GetString(3), Accepted.Instant(row.GetString(4)),
        row.GetString(5), row.GetString(6), row.GetString(7)));
}
