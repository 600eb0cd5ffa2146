using System.Collections.Immutable;

namespace Coordinator.Storage;

/// <summary>Brings the schema of a SQLite file to this program's version, each step in its own transaction.</summary>
internal static class SqliteMigrations
{
    /// <exception cref="SchemaVersionException">The file is newer than the program.</exception>
    public static ImmutableArray<MigrationScript> Apply(
        SqliteSession session, string path, ImmutableArray<MigrationScript> scripts)
    {
        var found = FindVersion(session);
        if (found > scripts.Length)
            throw new SchemaVersionException(path, found, scripts.Length);
        foreach (var script in scripts.Skip(found))
            Apply(session, script);
        return [.. scripts.Skip(found)];
    }

    private static int FindVersion(SqliteSession session) =>
        session.Scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'") is null
            ? 0
            : Convert.ToInt32(session.Scalar("SELECT coalesce(max(version), 0) FROM schema_version"), null);

    private static void Apply(SqliteSession session, MigrationScript script)
    {
        try
        {
            session.Script("""
                BEGIN IMMEDIATE;
                CREATE TABLE IF NOT EXISTS schema_version (
                    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
                """);
            session.Script(script.Sql);
            session.Execute(
                "INSERT INTO schema_version VALUES ($1, $2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))", script.Version, script.Name);
            session.Execute("COMMIT");
        }
        catch
        {
            session.RollbackIfOpen();
            throw;
        }
    }
}
