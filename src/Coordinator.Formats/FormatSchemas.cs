using System.Collections.Immutable;
using System.Reflection;

namespace Coordinator.Formats;

/// <summary>The JSON Schemas (draft-07) of the formats, as they are served under <c>/schemas/v1/</c>.</summary>
public static class FormatSchemas
{
    private const string Folder = "schemas/v1/";

    /// <summary>Names of the schemas: <c>cluster.json</c>, <c>release.json</c>.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Text of a schema, or null where none has that name.</summary>
    public static string? Text(string name)
    {
        using var stream = Names.Contains(name) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name) : null;
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
