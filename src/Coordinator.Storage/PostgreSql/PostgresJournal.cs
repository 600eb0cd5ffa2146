using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Npgsql;

namespace Coordinator.Storage;

internal sealed class PostgresJournal(PostgresBackend backend) : IJournal
{
    private const string Columns = "position, stream, sequence, release, at, kind, summary, body";

    public Task AppendAsync(ImmutableArray<JournalEntry> entries, CancellationToken cancellationToken)
    {
        Accepted.Entries(entries);
        RefuseTwoBodies(entries);
        return entries.IsEmpty ? Task.CompletedTask : backend.Writer.WriteAsync(entries, cancellationToken);
    }

    public async Task<ImmutableArray<JournalRow>> ReadStreamAsync(
        string stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        Accepted.Name(stream, nameof(stream));
        Accepted.Limit(limit);
        return [.. await backend.Session.RowsAsync(
            Map, $"SELECT {Columns} FROM journal WHERE stream = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
            cancellationToken, stream, afterSequence, limit).ConfigureAwait(false)];
    }

    public async Task<ImmutableArray<JournalRow>> ReadReleaseAsync(
        string release, long afterPosition, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        Accepted.Limit(limit);
        return [.. await backend.Session.RowsAsync(
            Map, $"SELECT {Columns} FROM journal WHERE release = $1 AND position > $2 ORDER BY position LIMIT $3",
            cancellationToken, release, afterPosition, limit).ConfigureAwait(false)];
    }

    /// <summary>The server compares with what it has; two bodies for one place within one append it would not see.</summary>
    private static void RefuseTwoBodies(ImmutableArray<JournalEntry> entries)
    {
        if (entries.Length < 2)
            return;
        var bodies = new Dictionary<(string, long), string>(entries.Length);
        foreach (var entry in entries)
        {
            if (!bodies.TryAdd((entry.Stream, entry.Sequence), entry.Body)
                && bodies[(entry.Stream, entry.Sequence)] != entry.Body)
                throw new JournalConflictException(entry.Stream, entry.Sequence);
        }
    }

    private static JournalRow Map(NpgsqlDataReader row) => new(row.GetInt64(0), new(
        row.GetString(1), row.GetInt64(2), row.GetString(3), Accepted.Instant(row.GetString(4)),
        row.GetString(5), row.GetString(6), row.GetString(7)));
}
