namespace Coordinator.Storage;

/// <summary>
/// The schema of the database is not the one of this program: newer (start the newer program), or, on PostgreSQL, older (run
/// <c>coordinator migrate</c>). Nothing was changed.
/// </summary>
/// <param name="database">File or host/database, without credentials.</param>
/// <param name="found">Version of the database; 0 where it holds no schema.</param>
/// <param name="supported">Version of this program.</param>
public sealed class SchemaVersionException(string database, int found, int supported)
    : Exception(found > supported
        ? $"the database {database} has schema version {found}, newer than this program's {supported}: "
            + "use the program that wrote it, or a newer one"
        : $"the database {database} has schema version {found}, this program needs {supported}: run `coordinator migrate` first")
{
    /// <summary>Version of the database; 0 where it holds no schema.</summary>
    public int Found => found;

    /// <summary>Version that this program writes.</summary>
    public int Supported => supported;
}
