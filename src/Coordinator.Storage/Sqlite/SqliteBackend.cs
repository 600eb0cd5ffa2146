using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>The embedded database: lock file, one writer, a few readers.</summary>
internal sealed partial class SqliteBackend : StorageBackend
{
    private readonly StorageOptions _options;
    private readonly ILogger _logger;
    private ImmutableArray<MigrationScript> _applied = [];
    private FileLock? _lock;
    private SqliteReaders? _readers;
    private SqliteWriter? _writer;

    public SqliteBackend(StorageOptions options, GrainStateOptions grainState, ILogger logger)
    {
        _options = options;
        _logger = logger;
        Path = FindTarget(options.Path);
        Journal = new SqliteJournal(this);
        Documents = new SqliteDocuments(this);
        Registry = new SqliteRegistry(this);
        GrainState = new SqliteGrainStorage(this, new GrainStateSerializer(grainState));
    }

    public string Path { get; }

    public SqliteWriter Writer => _writer ?? throw NotOpen();

    public SqliteReaders Readers => _readers ?? throw NotOpen();

    public override IJournal Journal { get; }

    public override IDocuments Documents { get; }

    public override IRegistry Registry { get; }

    public override IGrainStorage GrainState { get; }

    /// <summary>Opening migrates; this only tells which steps that took.</summary>
    public static async Task<ImmutableArray<MigrationScript>> MigrateAsync(
        StorageOptions options, CancellationToken cancellationToken)
    {
        var backend = new SqliteBackend(options, new(), NullLogger.Instance);
        try
        {
            await backend.OpenAsync(cancellationToken).ConfigureAwait(false);
            return backend._applied;
        }
        finally
        {
            await backend.CloseAsync().ConfigureAwait(false);
        }
    }

    public override Task OpenAsync(CancellationToken cancellationToken) => Task.Run(Open, cancellationToken);

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Readers.ReadAsync(static session => session.Scalar("SELECT max(version) FROM schema_version"), cancellationToken)
            .ConfigureAwait(false);
        // A healthy store is not written to for the sake of a check; one that refused its last write is asked again.
        if (Writer.Fault is not null)
        {
            await Writer.WriteAsync(
                static session => session.Execute("INSERT OR REPLACE INTO probe VALUES (1, zeroblob(65536))"), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public override Task CloseAsync() => Task.Run(() =>
    {
        _readers?.Dispose();
        _writer?.Dispose();
        // Last: nobody else may open the file while ours is still being written.
        _lock?.Dispose();
    });

    private void Open()
    {
        SqliteSession? session = null;
        try
        {
            PrivateFiles.Create(Path);
            _lock = FileLock.Acquire(Path);
            session = SqliteSession.Open(Path, _options.Timeout, forWriting: true);
            _applied = SqliteMigrations.Apply(session, Path, MigrationScript.Load(StorageProvider.Sqlite));
            foreach (var step in _applied)
                LogMigrated(_logger, Path, step.Version, step.Name);
            _readers = new(Path, _options.Timeout, _options.Readers);
            _writer = new(session, Path, _options, _logger);
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is UnauthorizedAccessException or IOException)
                throw new StorageUnavailableException($"the database {Path} cannot be opened: {e.Message}", e);
            if (SqliteFaults.Translate(e, Path) is var translated && translated != e)
                throw translated;
            throw;
        }
    }

    /// <summary>The file itself: two links to one file must meet at one lock.</summary>
    private static string FindTarget(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = new FileInfo(full);
        return file.LinkTarget is null ? full : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }
}
