using System.Collections.Concurrent;
using Coordinator.Core.Ports;

namespace Coordinator.Storage;

/// <summary>A fixed number of connections for reading. With the write-ahead log, readers and the writer never wait for each
/// other.</summary>
internal sealed class SqliteReaders(string path, TimeSpan timeout, int count) : IDisposable
{
    private readonly SemaphoreSlim _places = new(count, count);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs on the thread pool: a slow disk must not hold a grain's scheduler.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for the reads under way, then closes.</summary>
    public void Dispose()
    {
        _closed = true;
        for (var i = 0; i < count; i++)
            _places.Wait();
        while (_idle.TryTake(out var session))
            session.Dispose();
        _places.Release(count);
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (_closed)
            throw new StorageUnavailableException("the store is closed");
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = SqliteSession.Open(path, timeout, forWriting: false);
            var result = read(session);
            _idle.Add(session);
            return result;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (SqliteFaults.Translate(e, path) is var translated && translated != e)
                throw translated;
            throw;
        }
    }
}
