using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>
/// The store of one process: ports and grain state over one database. Usable without a container. Its properties may be
/// handed out and wrapped before <see cref="OpenAsync"/>; used before it they throw <see cref="InvalidOperationException"/>, and
/// after disposal <see cref="StorageUnavailableException"/>.
/// </summary>
public sealed class CoordinatorStorage : IAsyncDisposable, IDisposable
{
    private readonly StorageBackend _backend;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _open;
    private bool _closed;

    /// <summary>Prepares the store; nothing is touched before <see cref="OpenAsync"/>.</summary>
    /// <param name="options">Where and how to store.</param>
    /// <param name="grainState">How grain state becomes JSON; null for the defaults.</param>
    /// <param name="loggers">Null logs nothing.</param>
    /// <exception cref="OptionsValidationException">With every error of the options and its configuration key.</exception>
    public CoordinatorStorage(StorageOptions options, GrainStateOptions? grainState = null, ILoggerFactory? loggers = null)
    {
        Validate(options);
        loggers ??= NullLoggerFactory.Instance;
        _backend = options.Provider switch
        {
            StorageProvider.Sqlite => new SqliteBackend(options, grainState ?? new(), loggers.CreateLogger<CoordinatorStorage>()),
            StorageProvider.PostgreSql => new PostgresBackend(options, grainState ?? new(), loggers),
        };
    }

    /// <summary>The record of decisions.</summary>
    public IJournal Journal => _backend.Journal;

    /// <summary>Content-addressed documents.</summary>
    public IDocuments Documents => _backend.Documents;

    /// <summary>What exists.</summary>
    public IRegistry Registry => _backend.Registry;

    /// <summary>State of grains. A stale or a second first write throws Orleans' <see cref="InconsistentStateException"/>,
    /// a store that can't answer <see cref="StorageUnavailableException"/>.</summary>
    public IGrainStorage GrainState => _backend.GrainState;

    internal StorageBackend Backend => _backend;

    /// <summary>Opens the store; once open it does nothing. SQLite: makes directory and file, locks and migrates it. PostgreSQL:
    /// checks the schema version. A store that could not be opened is closed: try again with a new one.</summary>
    /// <exception cref="StorageInUseException">Another process holds the SQLite file.</exception>
    /// <exception cref="SchemaVersionException">The database is newer than this program; on PostgreSQL also older.</exception>
    /// <exception cref="StorageUnavailableException">Disk or server do not answer.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_open)
                return;
            await OpenBackendAsync(cancellationToken).ConfigureAwait(false);
            _open = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>For the readiness probe: returns where the store can be read and, as far as known, written.</summary>
    /// <exception cref="StorageUnavailableException">It can't now.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => _backend.CheckAsync(cancellationToken);

    /// <summary>Brings a PostgreSQL schema to this program's version, under a lock, all steps or none; a SQLite file is migrated
    /// when opened, and this does the same. Safe to repeat and to run twice at once.</summary>
    /// <returns>The steps that were made, e.g. <c>0001 initial</c>; empty where the schema was current.</returns>
    /// <exception cref="OptionsValidationException">With every error of the options.</exception>
    /// <exception cref="SchemaVersionException">The database is newer than this program.</exception>
    /// <exception cref="StorageInUseException">Another process holds the SQLite file.</exception>
    /// <exception cref="StorageUnavailableException">Disk or server do not answer.</exception>
    public static async Task<ImmutableArray<string>> MigrateAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        Validate(options);
        var steps = options.Provider switch
        {
            StorageProvider.Sqlite => await SqliteBackend.MigrateAsync(options, cancellationToken).ConfigureAwait(false),
            StorageProvider.PostgreSql => await PostgresBackend.MigrateAsync(options, cancellationToken).ConfigureAwait(false),
        };
        return [.. steps.Select(static step => $"{step.Version:0000} {step.Name}")];
    }

    /// <summary>Makes the writes that wait, then closes. On SQLite the write-ahead log moves into the file and the lock is
    /// given back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_closed)
                return;
            _closed = true;
            await _backend.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void Validate(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { IsEmpty: false } errors)
            throw new OptionsValidationException(StorageOptions.Section, typeof(StorageOptions), errors);
    }

    private async Task OpenBackendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _backend.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _closed = true;
            await _backend.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }
}
