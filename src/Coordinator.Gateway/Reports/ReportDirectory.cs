using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Requests;
using Coordinator.Grains;

namespace Coordinator.Gateway.Reports;

/// <summary>Makes the report of a release: from its environments, and from what was kept of those that a newer release took.</summary>
internal sealed class ReportDirectory(IRegistry registry, GrainCalls grains)
{
    private const int RowsPerRead = 200;

    /// <summary>Wall time for all environments together; one that does not answer in it is reported as unknown.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The report as it is now.</summary>
    public async Task<ReleaseReport> OfAsync(ReleaseView release, CancellationToken cancellationToken)
    {
        var started = release.Waves.SelectMany(wave => wave.Environments)
            .Where(member => member.Report is not null)
            .Select(member => member.Key).ToList();
        var asked = await grains.AskManyAsync(started, AskAsync, Limit, cancellationToken);
        var outcomes = asked.Select(one => one.Outcome).OfType<EnvironmentOutcome>()
            .Where(outcome => outcome.Release == release.Name).ToDictionary(outcome => outcome.Key);
        if (outcomes.Count < started.Count)
        {
            await AddKeptAsync(release.Name, outcomes, cancellationToken);
        }

        return ReleaseReport.Of(release, outcomes.Values);
    }

    private static async Task<Answer> AskAsync(IGrainFactory factory, EnvironmentKey key) =>
        new(await factory.GetGrain<IEnvironmentGrain>(GrainKeys.Of(key)).OutcomeAsync());

    private async Task AddKeptAsync(string release, Dictionary<EnvironmentKey, EnvironmentOutcome> outcomes, CancellationToken cancellationToken)
    {
        var prefix = $"{release}/";
        for (var after = prefix; ;)
        {
            var rows = await registry.ListAsync(RegistryKinds.Outcome, after, RowsPerRead, cancellationToken);
            var own = rows.Where(row => row.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            foreach (var row in own)
            {
                var outcome = CoreJson.Read<EnvironmentOutcome>(row.Content);
                outcomes.TryAdd(outcome.Key, outcome);
            }

            if (own.Count < RowsPerRead)
            {
                return;
            }

            after = own[^1].Name;
        }
    }

    private sealed record Answer(EnvironmentOutcome? Outcome);
}
