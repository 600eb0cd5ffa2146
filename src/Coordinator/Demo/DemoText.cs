namespace Coordinator.Demo;

/// <summary>The summary for people.</summary>
internal static class DemoText
{
    /// <summary>A line for each release, and one for the journal.</summary>
    public static void Write(DemoSummary summary, TextWriter writer)
    {
        writer.WriteLine();
        foreach (var release in summary.Releases)
        {
            var environments = string.Join(", ", release.Environments.Select(count => $"{count.Value} {count.Key}"));
            writer.WriteLine($"{release.Name} ({release.Scenario}): {release.Phase} after {release.Seconds:0} s; {environments}; users sent {release.UserRequests.Total} requests, {release.UserRequests.Failed} failed");
            if (release.DetectionSeconds is { } detection)
            {
                writer.WriteLine($"  noticed {detection:0.#} s after the first bad answer, users back on the old color {release.RollbackSeconds:0.#} s after that");
            }
        }

        var crashes = summary.Crashes is { } count ? $"; the server was killed {count} times" : "";
        writer.WriteLine($"journal: {summary.Journal.Events} events, replayed with {summary.Journal.ReplayMismatches} mismatches{crashes}");
    }
}
