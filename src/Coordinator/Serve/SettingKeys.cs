using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace Coordinator.Serve;

/// <summary>The keys that a server's settings may have.</summary>
internal static class SettingKeys
{
    private static readonly ImmutableArray<string> Single =
    [
        "Urls", "Installation", "DataDirectory", "Kubernetes:KubeconfigFolder", "Kubernetes:ReleaseFilesFolder", "Clock:Factor",
        "Http:LoadPerSecond", "Http:CaFile", "Checks:Image",
    ];

    private static readonly ImmutableArray<(string Key, string Form)> Several =
    [
        ("Tokens", "a list of objects"), ("Http:AllowedHosts", "a list of hosts"), ("Http:ConnectTo", "an object, address:port by host"),
    ];

    /// <summary>Keys that nothing reads, and single values where several belong.</summary>
    /// <param name="file">What the file says.</param>
    /// <param name="variables">What environment variables say. Those without a section may be anybody's: the command line's own, or
    /// those by which Kubernetes tells of a Service named <c>coordinator</c>.</param>
    public static IEnumerable<string> Errors(IConfiguration file, IConfiguration variables) =>
        Written(file).Concat(Written(variables).Where(setting => setting.Key.Contains(':', StringComparison.Ordinal)))
            .Select(setting => ErrorOf(setting.Key, setting.Value!)).OfType<string>().Order(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string?>> Written(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(setting => setting.Value is not null);

    private static string? ErrorOf(string key, string value)
    {
        if (Single.Contains(key, StringComparer.OrdinalIgnoreCase)
            || Several.Any(one => key.StartsWith(one.Key + ":", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        // An empty list comes as an empty text.
        return Several.FirstOrDefault(one => one.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { Form: { } form }
            ? value.Length > 0 ? $"{key}: '{value}' is not {form}" : null
            : $"{key}: unknown setting; known are {string.Join(", ", Single.Concat(Several.Select(one => one.Key)))}";
    }
}
