using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Coordinator.Storage;

/// <summary>
/// The only writer of the file: one thread, one connection. It takes all writes that wait, makes them in one transaction and
/// answers after the commit, so that a hundred callers share one flush of the disk. Each write has its own savepoint: one that is
/// refused (a stale ETag) takes back itself only. Where the engine refuses the whole (disk full), each is tried alone.
/// </summary>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly WriteQueue<Func<SqliteSession, object?>> _queue;
    private readonly SqliteSession _session;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile StorageUnavailableException? _fault;

    public SqliteWriter(SqliteSession session, string path, StorageOptions options, ILogger logger)
    {
        _queue = new(options.QueueCapacity, options.GroupSize);
        _session = session;
        _path = path;
        _logger = logger;
        _thread = new Thread(Run) { Name = "storage-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why the last commit failed; null where it succeeded.</summary>
    public StorageUnavailableException? Fault => _fault;

    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        (T)(await _queue.SubmitAsync(session => work(session), cancellationToken).ConfigureAwait(false))!;

    /// <summary>Makes the writes that wait, moves the log into the file and closes the connection.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        try
        {
            _session.Script("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException e)
        {
            // The log stays and is read at the next start: nothing is lost.
            LogCheckpointFailed(_logger, _path, e);
        }

        _session.Dispose();
    }

    private void Run()
    {
        var group = new List<PendingWrite<Func<SqliteSession, object?>>>();
        // Blocking is meant: this thread has nothing else to do, and a pool thread must not sit in a flush.
        while (_queue.WaitAsync().AsTask().GetAwaiter().GetResult())
        {
            _queue.Take(group);
            if (group.Count > 0)
                Commit(group);
        }
    }

    private void Commit(List<PendingWrite<Func<SqliteSession, object?>>> group)
    {
        if (TryCommit(group) is not { } error)
            return;
        if (group.Count > 1)
        {
            LogGroupFailed(_logger, group.Count, error);
            foreach (var write in group)
                Commit([write]);
            return;
        }

        var translated = SqliteFaults.Translate(error, _path);
        if (translated is StorageUnavailableException fault)
        {
            _fault = fault;
            LogWriteFailed(_logger, _path, error);
        }

        group[0].Fail(translated);
    }

    /// <summary>The error that undid the whole transaction, or null once it is committed and every caller answered.</summary>
    private Exception? TryCommit(List<PendingWrite<Func<SqliteSession, object?>>> group)
    {
        var outcomes = new (object? Result, Exception? Refusal)[group.Count];
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < group.Count; i++)
                outcomes[i] = Attempt(group[i].Work);
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            Rollback();
            return e;
        }

        _fault = null;
        for (var i = 0; i < group.Count; i++)
        {
            if (outcomes[i].Refusal is { } refusal)
                group[i].Fail(refusal);
            else
                group[i].Succeed(outcomes[i].Result);
        }

        return null;
    }

    private (object? Result, Exception? Refusal) Attempt(Func<SqliteSession, object?> work)
    {
        _session.Execute("SAVEPOINT one");
        try
        {
            var result = work(_session);
            _session.Execute("RELEASE one");
            return (result, null);
        }
        catch (Exception e) when (e is not SqliteException && !_session.IsAutocommit)
        {
            _session.Execute("ROLLBACK TO one");
            _session.Execute("RELEASE one");
            return (null, e);
        }
    }

    private void Rollback()
    {
        try
        {
            _session.RollbackIfOpen();
        }
        catch (SqliteException e)
        {
            // The next BEGIN fails and tells its caller; there is nobody else to tell here.
            LogRollbackFailed(_logger, _path, e);
        }
    }
}
