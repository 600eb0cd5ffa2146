using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Schemas;

/// <summary>Names of types in the server's own language, which its refusals of bodies show.</summary>
internal static partial class GoNames
{
    private static readonly HashSet<string> Long = new(StringComparer.Ordinal)
    {
        "generation", "observedGeneration", "deletionGracePeriodSeconds", "terminationGracePeriodSeconds", "activeDeadlineSeconds",
        "runAsUser", "runAsGroup", "fsGroup", "tolerationSeconds", "expirationSeconds", "startingDeadlineSeconds",
    };

    [GeneratedRegex("^(?:Corev1|Eventsv1|Apiextensionsv1|V(?<version>[0-9][a-z0-9]*))(?<name>[A-Z].*)$")]
    private static partial Regex Schema();

    /// <summary>The package and name of a schema's type: <c>V2MetricSpec</c> is <c>v2</c> and <c>MetricSpec</c>.</summary>
    public static (string Package, string Name) Of(string schema)
    {
        var match = Schema().Match(schema);
        if (!match.Success) return ("v1", schema);
        return ("v" + (match.Groups["version"].Success ? match.Groups["version"].Value : "1"), match.Groups["name"].Value);
    }

    /// <summary>Whether a field of whole numbers has 64 bits.</summary>
    public static bool IsLong(string field) => Long.Contains(field);
}
