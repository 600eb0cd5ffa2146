using System.Collections.Immutable;
using System.Globalization;

namespace Coordinator.Storage;

/// <summary>One numbered step of a schema. Released scripts are never edited; a change is a new number.</summary>
internal sealed record MigrationScript(int Version, string Name, string Sql)
{
    /// <summary>The scripts of a backend, embedded as <c>Backend/0001_name.sql</c>, in order and without gaps.</summary>
    public static ImmutableArray<MigrationScript> Load(StorageProvider provider)
    {
        var assembly = typeof(MigrationScript).Assembly;
        var prefix = provider + "/";
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(name, prefix))
            .ToImmutableArray();
        for (var i = 0; i < scripts.Length; i++)
        {
            if (scripts[i].Version != i + 1)
                throw new InvalidOperationException($"the migrations of {provider} have no number {i + 1}");
        }

        return scripts;
    }

    private static MigrationScript Read(string resource, string prefix)
    {
        using var stream = typeof(MigrationScript).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var name = Path.GetFileNameWithoutExtension(resource[prefix.Length..]);
        return new(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd());
    }
}
