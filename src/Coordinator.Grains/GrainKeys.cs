using Coordinator.Core.Plans;

namespace Coordinator.Grains;

/// <summary>Grain keys. Each begins with its kind: a bare key that reads as hexadecimal would be taken for a number by
/// Orleans' ADO.NET storage.</summary>
public static class GrainKeys
{
    private const string EnvironmentPrefix = "env/";
    private const string ReleasePrefix = "release/";
    private const string ApplicationPrefix = "app/";
    private const string RegionPrefix = "region/";
    private const string ClusterPrefix = "cluster/";

    /// <summary>Key of an environment's grain.</summary>
    public static string Of(EnvironmentKey key) => $"{EnvironmentPrefix}{key}";

    /// <summary>Key of a release's grain.</summary>
    public static string Release(string name) => $"{ReleasePrefix}{name}";

    /// <summary>Key of an application's grain.</summary>
    public static string Application(string name) => $"{ApplicationPrefix}{name}";

    /// <summary>Key of a region's grain in one release.</summary>
    public static string Region(string release, string region) => $"{RegionPrefix}{release}/{region}";

    /// <summary>Key of a cluster's grain.</summary>
    public static string Cluster(string name) => $"{ClusterPrefix}{name}";

    /// <summary>The key without its kind.</summary>
    public static string Bare(string key) => key[(key.IndexOf('/') + 1)..];

    /// <summary>The kind of a key, e.g. <c>env</c>.</summary>
    public static string Kind(string key) => key[..key.IndexOf('/')];
}
