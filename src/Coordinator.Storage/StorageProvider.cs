namespace Coordinator.Storage;

/// <summary>Where state, registry, journal and documents are kept.</summary>
public enum StorageProvider
{
    /// <summary>One SQLite file, for one process.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, for one or several silos.</summary>
    PostgreSql,
}
