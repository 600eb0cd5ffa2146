using System.Globalization;
using System.Text.RegularExpressions;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Which versions of Kubernetes a release may touch.</summary>
internal static partial class VersionRule
{
    /// <summary>The oldest minor version of Kubernetes 1 that this is written and held against.</summary>
    public const int OldestMinor = 28;

    /// <summary>The finding about a version as the API tells it (<c>v1.36.2</c>, <c>v1.31.4+k3s1</c>).</summary>
    public static PreflightFinding Judge(string version)
    {
        if (Numbers().Match(version) is not { Success: true } match)
        {
            return new PreflightFinding("version", false, version.Length is 0 ? "the API tells no version"
                : $"the API tells '{version}', which is no version of Kubernetes");
        }

        var (major, minor) = (Number(match, 1), Number(match, 2));
        return major > 1 || (major is 1 && minor >= OldestMinor)
            ? new PreflightFinding("version", true, $"Kubernetes {version}")
            : new PreflightFinding("version", false, $"Kubernetes {version} is older than 1.{OldestMinor}, the oldest that is supported");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^v?([0-9]{1,4})\\.([0-9]{1,4})([.+-]|$)")]
    private static partial Regex Numbers();
}
