using System.Text.RegularExpressions;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>One call of a release, told apart from the others of its kind by how many writes came before it.</summary>
internal sealed partial record CallKey(int Writes, string Method, string Path)
{
    /// <summary>Whether it changes an object.</summary>
    public bool IsWrite => Method is not "GET" && !Path.Contains("selfsubjectaccessreviews", StringComparison.Ordinal)
        && !Path.Contains("dryRun", StringComparison.Ordinal);

    /// <summary>Whether it is a write of the traffic object.</summary>
    public bool MovesUsers => Method is "PATCH" && Path.Contains("fieldManager=coordinator-traffic", StringComparison.Ordinal);

    /// <summary>Whether it is a watch.</summary>
    public bool IsWatch => Path.Contains("watch=", StringComparison.Ordinal);

    /// <summary>Path and query without what is another one in each run.</summary>
    public static string Normal(string pathAndQuery) =>
        Version().Replace(Pod().Replace(pathAndQuery, "/pods/$1-*"), "resourceVersion=*");

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path} after {Writes} writes";

    [GeneratedRegex("/pods/(cart-[a-z]+)-[a-z0-9]+-[a-z0-9]+")]
    private static partial Regex Pod();

    [GeneratedRegex("resourceVersion=[0-9]+")]
    private static partial Regex Version();
}
