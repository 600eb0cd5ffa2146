using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;

namespace Coordinator.Storage;

/// <summary>Where and how the coordinator stores. Bound from the configuration section <see cref="Section"/>.</summary>
public sealed record StorageOptions
{
    /// <summary>Name of the configuration section: <c>Storage</c>.</summary>
    public const string Section = "Storage";

    /// <summary>SQLite (default) or PostgreSQL. Key <c>Storage:Provider</c>: <c>sqlite</c> or <c>postgresql</c>.</summary>
    public StorageProvider Provider { get; init; } = StorageProvider.Sqlite;

    /// <summary>The SQLite file; its directory is created. Default <c>data/coordinator.db</c>. Key <c>Storage:Path</c>.</summary>
    public string Path { get; init; } = "data/coordinator.db";

    /// <summary>Npgsql connection string; needed with PostgreSQL, no default. Key <c>Storage:ConnectionString</c>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Name of the installation: several may share one PostgreSQL database's grain state table, though not its journal.
    /// Default <c>coordinator</c>, 1 to 150 characters. Key <c>Storage:ServiceId</c>.</summary>
    public string ServiceId { get; init; } = "coordinator";

    /// <summary>How long one statement may wait (a lock, a silent server) before the store counts as unavailable.
    /// Default 10 s, 1 s to 5 min, whole seconds. Key <c>Storage:Timeout</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Writes that may wait for the writer; further callers wait for a place. Default 4,096, 1 to 65,536.
    /// Key <c>Storage:QueueCapacity</c>.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>Writes that share one commit at most. Default 256, 1 to 4,096. Key <c>Storage:GroupSize</c>.</summary>
    public int GroupSize { get; init; } = 256;

    /// <summary>Connections for reading, SQLite only. Default 4, 1 to 64. Key <c>Storage:Readers</c>.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Every error, each beginning with its configuration key; empty when the options are sound.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (!Enum.IsDefined(Provider))
            errors.Add($"{Section}:Provider: `{Provider}` is not one of sqlite, postgresql");
        if (Provider == StorageProvider.Sqlite)
            ValidatePath(errors);
        if (Provider == StorageProvider.PostgreSql)
            ValidateConnectionString(errors);
        if (string.IsNullOrWhiteSpace(ServiceId) || ServiceId.Length > 150)
            errors.Add($"{Section}:ServiceId: 1 to 150 characters");
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(5)
            || Timeout.Ticks % TimeSpan.TicksPerSecond != 0)
            errors.Add($"{Section}:Timeout: {Timeout} is not between 1 s and 5 min in whole seconds");
        ValidateRange(errors, nameof(QueueCapacity), QueueCapacity, 65_536);
        ValidateRange(errors, nameof(GroupSize), GroupSize, 4096);
        ValidateRange(errors, nameof(Readers), Readers, 64);
        return errors.ToImmutable();
    }

    private void ValidatePath(ImmutableArray<string>.Builder errors)
    {
        if (string.IsNullOrWhiteSpace(Path))
            errors.Add($"{Section}:Path: the SQLite file is missing");
        else if (Path.Contains('\0'))
            errors.Add($"{Section}:Path: a NUL character is not allowed");
        else if (Path.StartsWith(":memory:", StringComparison.Ordinal) || Path.StartsWith("file:", StringComparison.Ordinal))
            errors.Add($"{Section}:Path: `{Path}` is not a file path; a database in memory would forget its releases");
        else if (System.IO.Path.EndsInDirectorySeparator(Path) || Directory.Exists(Path))
            errors.Add($"{Section}:Path: `{Path}` is a directory; name a file in it");
    }

    private void ValidateConnectionString(ImmutableArray<string>.Builder errors)
    {
        const string key = $"{Section}:ConnectionString";
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            errors.Add($"{key}: missing; PostgreSQL needs one, e.g. Host=db;Database=coordinator;Username=coordinator");
            return;
        }

        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (string.IsNullOrEmpty(parsed.Host))
                errors.Add($"{key}: Host is missing");
            if (string.IsNullOrEmpty(parsed.Database))
                errors.Add($"{key}: Database is missing");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or DbException)
        {
            // The message of the parser names the keyword, never its value: passwords stay out of logs.
            errors.Add($"{key}: not a connection string of Npgsql ({e.Message})");
        }
    }

    private static void ValidateRange(ImmutableArray<string>.Builder errors, string name, int value, int max)
    {
        if (value < 1 || value > max)
            errors.Add($"{Section}:{name}: {value} is not between 1 and {max}");
    }
}
