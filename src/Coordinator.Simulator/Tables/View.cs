using Coordinator.Simulator.Api;

namespace Coordinator.Simulator.Tables;

/// <summary>The form in which a client wants objects: whole, as a table, or their metadata alone.</summary>
/// <param name="Form">Which form.</param>
/// <param name="Version">Version of meta.k8s.io in which it is answered.</param>
/// <param name="Include">Of a table: what a row carries of its object (None, Metadata, Object).</param>
internal sealed record View(ViewForm Form, string Version = "v1", string Include = "Metadata")
{
    public static readonly View Whole = new(ViewForm.Whole);

    /// <summary>The first form of an Accept header that the server knows. A header that names none of them is refused.</summary>
    public static View Of(string accept, Query query)
    {
        if (accept.Length == 0) return Whole;
        var known = false;
        foreach (var range in accept.Split(','))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0].ToLowerInvariant() is not ("application/json" or "application/*" or "*/*" or "application/yaml")) continue;
            known = true;
            var given = parts.Skip(1).Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
                .ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            if (given["as"].FirstOrDefault() is not { } form) return Whole;
            if (given["g"].FirstOrDefault() != "meta.k8s.io" || given["v"].FirstOrDefault() is not ("v1" or "v1beta1")) continue;
            if (!Enum.TryParse<ViewForm>(form, out var asked) || asked == ViewForm.Whole) continue;
            return new(asked, given["v"].First(), Included(query));
        }

        if (!known) throw StatusError.NoRepresentation();
        throw Unacceptable();
    }

    /// <summary>A form of a known media type that the server does not have.</summary>
    public static StatusError Unacceptable() => StatusError.NotAcceptable(
        "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");

    private static string Included(Query query) => query["includeObject"] switch
    {
        null or "" => "Metadata",
        "None" or "Metadata" or "Object" => query["includeObject"]!,
        var other => throw StatusError.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: \"{other}\": must be 'Metadata', 'Object', 'None', or empty"),
    };
}
