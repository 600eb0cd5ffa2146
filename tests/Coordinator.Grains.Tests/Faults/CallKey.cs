using System.Text.RegularExpressions;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>One call of a release, told apart from the others of its kind by the writes that came before it.</summary>
internal sealed partial record CallKey(string After, string Method, string Path)
{
    /// <summary>Whether it changes an object.</summary>
    public bool IsWrite => Method is not "GET" && !Path.Contains("selfsubjectaccessreviews", StringComparison.Ordinal)
        && !Path.Contains("dryRun", StringComparison.Ordinal) && !Path.Contains("/proxy/", StringComparison.Ordinal);

    /// <summary>Whether it is a write of the traffic object.</summary>
    public bool MovesUsers => Method is "PATCH" && Path.Contains("fieldManager=coordinator-traffic", StringComparison.Ordinal);

    /// <summary>Whether it is a watch.</summary>
    public bool IsWatch => Path.Contains("watch=", StringComparison.Ordinal);

    /// <summary>Path and query without what is another one in each run and each cluster.</summary>
    public static string Normal(string cluster, string pathAndQuery)
    {
        var path = pathAndQuery.Replace($"{cluster}-2", "*-2", StringComparison.Ordinal);
        return Digest().Replace(Job().Replace(Version().Replace(Pod().Replace(path, "/pods/$1-*"), "resourceVersion=*"), "$1-*"), "$1*");
    }

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path} after {After}";

    [GeneratedRegex("/pods/(cart-[a-z]+)-[a-z0-9]+-[a-z0-9]+")]
    private static partial Regex Pod();

    /// <summary>A Job, and a pod of it: both end in what differs.</summary>
    [GeneratedRegex(@"(\*-2-[a-z]+-[a-z]+)-[0-9a-f]{10}(-[a-z0-9]{5})?")]
    private static partial Regex Job();

    [GeneratedRegex("(owner-digest%3D)[0-9a-f]{10}")]
    private static partial Regex Digest();

    [GeneratedRegex("resourceVersion=[0-9]+")]
    private static partial Regex Version();
}
