using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Coordinator.Storage;

/// <summary>
/// Appends of many callers in one statement and one commit. The server has the whole group before it takes the lock, and
/// commits without an answer from here: a process that freezes does not hold up the others' journal.
/// </summary>
internal sealed partial class PostgresJournalWriter : IAsyncDisposable
{
    private const string Append =
        "SELECT conflict_append, conflict_stream, conflict_sequence FROM journal_append($1, $2, $3, $4, $5, $6, $7, $8)";

    private readonly WriteQueue<ImmutableArray<JournalEntry>> _queue;
    private readonly NpgsqlDataSource _source;
    private readonly ILogger _logger;
    private readonly Task _run;

    public PostgresJournalWriter(NpgsqlDataSource source, StorageOptions options, ILogger logger)
    {
        _queue = new(options.QueueCapacity, options.GroupSize);
        _source = source;
        _logger = logger;
        _run = Task.Run(RunAsync);
    }

    public Task WriteAsync(ImmutableArray<JournalEntry> entries, CancellationToken cancellationToken) =>
        _queue.SubmitAsync(entries, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new List<PendingWrite<ImmutableArray<JournalEntry>>>();
        while (await _queue.WaitAsync().ConfigureAwait(false))
        {
            _queue.Take(group);
            if (group.Count > 0)
                await CommitAsync(group).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<PendingWrite<ImmutableArray<JournalEntry>>> group)
    {
        try
        {
            var refusals = await TryCommitAsync(group).ConfigureAwait(false);
            for (var i = 0; i < group.Count; i++)
            {
                if (refusals[i] is { } refusal)
                    group[i].Fail(refusal);
                else
                    group[i].Succeed(null);
            }
        }
        catch (Exception e) when (group.Count > 1 && !PostgresFaults.IsUnavailable(e))
        {
            LogGroupFailed(_logger, group.Count, e);
            foreach (var write in group)
                await CommitAsync([write]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A server that is away is away for each of them: asking once a group keeps callers from waiting group × timeout.
            LogWriteFailed(_logger, group.Count, e);
            foreach (var write in group)
                write.Fail(PostgresFaults.Translate(e));
        }
    }

    private async Task<Exception?[]> TryCommitAsync(List<PendingWrite<ImmutableArray<JournalEntry>>> group)
    {
        var refusals = new Exception?[group.Count];
        await using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        // No explicit transaction: a statement is one of its own, committed by its end.
        await using var command = Command(group);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            refusals[reader.GetInt32(0)] = new JournalConflictException(reader.GetString(1), reader.GetInt64(2));
        return refusals;
    }

    private static NpgsqlCommand Command(List<PendingWrite<ImmutableArray<JournalEntry>>> group)
    {
        var entries = group.SelectMany(static write => write.Work).ToList();
        return new(Append)
        {
            Parameters =
            {
                new() { Value = group.Select(static write => write.Work.Length).ToArray() },
                new() { Value = entries.Select(static e => e.Stream).ToArray() },
                new() { Value = entries.Select(static e => e.Sequence).ToArray() },
                new() { Value = entries.Select(static e => e.Release).ToArray() },
                new() { Value = entries.Select(static e => Accepted.Instant(e.At)).ToArray() },
                new() { Value = entries.Select(static e => e.Kind).ToArray() },
                new() { Value = entries.Select(static e => e.Summary).ToArray() },
                new() { Value = entries.Select(static e => e.Body).ToArray() },
            },
        };
    }
}
