using System.Text.Json;
using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks.Clusters;

/// <summary>What the Job of a check <c>from: cluster</c> prints as its last line.</summary>
/// <param name="Version">Version of the form.</param>
/// <param name="Check">Name of the check; empty where the order was not understood.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Details">What was found against what was expected.</param>
/// <param name="Attempts">Attempts made; 0 where the order was not understood.</param>
/// <param name="Load">Figures of the last attempt of a load; null with other kinds, and where it did not come to its end.</param>
public sealed record ClusterCheckResult(int Version, string Check, bool Passed, string Details, int Attempts, LoadSummary? Load = null)
{
    /// <summary>The one version of this form that there is.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Bytes of a result at most; its texts are short.</summary>
    public const int MaximumBytes = 16 * 1024;

    private const string OtherVersion = "setting Checks:Image must name the image of the server's own version";

    /// <summary>The line.</summary>
    public string Write() => CoreJson.Write(this);

    /// <summary>Reads one from what a Job printed last.</summary>
    /// <param name="line">The line; null = none.</param>
    /// <param name="fault">Why there is none.</param>
    /// <returns>The result; null where there is none.</returns>
    public static ClusterCheckResult? Read(string? line, out string fault)
    {
        fault = "its pod left no result: the log is empty or was not kept";
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        try
        {
            var found = CoreJson.Read<ClusterCheckResult>(line);
            fault = found.Version == CurrentVersion ? "its result is not whole"
                : $"its result has version {found.Version}, {CurrentVersion} is known: {OtherVersion}";
            return found is { Version: CurrentVersion, Check: not null, Details: not null } ? found : null;
        }
        catch (JsonException)
        {
            fault = $"the last line of its log is no result ({Short(line)}): it was cut, or {OtherVersion}";
            return null;
        }
    }

    /// <summary>
    /// What it proves of a check. Only a result of this very check, from a program that ended well, passes; a load's figures are compared
    /// with its targets once more.
    /// </summary>
    /// <param name="check">The check that was ordered.</param>
    /// <param name="succeeded">Whether the program ended with exit code 0.</param>
    public ClusterCheckResult Judge(CheckSpec check, bool succeeded)
    {
        var kept = this with
        {
            Check = check.Name,
            Attempts = Math.Clamp(Attempts, 1, CheckLimits.MostRuns(check)),
            Load = check.Load is not null && Load is { } figures && IsSound(figures) ? Load : null,
        };
        return Doubt(check, succeeded, kept.Load) is not { } doubt ? kept
            : kept with { Passed = false, Details = Details.Length is 0 ? doubt : Passed ? $"{doubt}; {Details}" : Details };
    }

    /// <summary>Why it does not hold; null where it does.</summary>
    private string? Doubt(CheckSpec check, bool succeeded, LoadSummary? load) =>
        !Passed ? "it does not hold"
        : Check != check.Name ? $"its result is that of check '{Short(Check)}'"
        : !succeeded ? "its result says that it holds, but the program ended as if it did not"
        : Attempts < 1 || Attempts > CheckLimits.MostRuns(check) ? $"its result counts {Attempts} attempts"
        : check.Load is null ? null
        : load is null ? "its result has no figures of the load, or such as contradict each other"
        : LoadJudge.Missed(check.Load.Targets, load);

    private static bool IsSound(LoadSummary load) =>
        load.Requests > 0 && load.Succeeded >= 0 && load.Succeeded <= load.Requests && load.PerSecond is >= 0 and < double.PositiveInfinity
        && TimeSpan.Zero <= load.Median && load.Median <= load.P95 && load.P95 <= load.P99 && load.P99 <= load.Longest
        && load.Late >= TimeSpan.Zero && load.Failures is not null;

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";
}
