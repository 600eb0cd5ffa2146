using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>A PostgreSQL database, shared by several silos.</summary>
internal sealed class PostgresBackend : StorageBackend
{
    private readonly StorageOptions _options;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _source;
    private readonly AdoNetGrainState _grainState;
    private PostgresJournalWriter? _writer;

    public PostgresBackend(StorageOptions options, GrainStateOptions grainState, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<CoordinatorStorage>();
        _source = CreateSource(options);
        Session = new(_source);
        _grainState = new(options, new GrainStateSerializer(grainState), loggers);
        Journal = new PostgresJournal(this);
        Documents = new PostgresDocuments(this);
        Registry = new PostgresRegistry(this);
        GrainState = new PostgresGrainStorage(this);
    }

    public PostgresSession Session { get; }

    public PostgresJournalWriter Writer => _writer ?? throw NotOpen();

    public IGrainStorage Inner => _grainState.Storage ?? throw NotOpen();

    public override IJournal Journal { get; }

    public override IDocuments Documents { get; }

    public override IRegistry Registry { get; }

    public override IGrainStorage GrainState { get; }

    public static NpgsqlDataSource CreateSource(StorageOptions options) => NpgsqlDataSource.Create(ConnectionString(options));

    public static string ConnectionString(StorageOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            CommandTimeout = (int)options.Timeout.TotalSeconds,
            Timeout = (int)options.Timeout.TotalSeconds,
        };
        builder.ApplicationName ??= "coordinator";
        return builder.ConnectionString;
    }

    public static async Task<ImmutableArray<MigrationScript>> MigrateAsync(
        StorageOptions options, CancellationToken cancellationToken)
    {
        await using var source = CreateSource(options);
        try
        {
            return await PostgresMigrations.ApplyAsync(
                source, MigrationScript.Load(StorageProvider.PostgreSql), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFaults.IsUnavailable(e))
        {
            throw PostgresFaults.Translate(e);
        }
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PostgresMigrations.CheckAsync(
                _source, MigrationScript.Load(StorageProvider.PostgreSql).Length, cancellationToken)
                .ConfigureAwait(false);
            await _grainState.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFaults.IsUnavailable(e))
        {
            throw PostgresFaults.Translate(e);
        }

        _writer = new(_source, _options, _logger);
    }

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        _ = Writer;
        if (await Session.ScalarAsync("SELECT pg_is_in_recovery()", cancellationToken).ConfigureAwait(false) is true)
            throw new StorageUnavailableException("the database is a standby and takes no writes");
    }

    public override async Task CloseAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }
}
