using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Views;

namespace Coordinator.Grains.Environments;

/// <summary>Asks the environments of a pool what they have found up to now, once what they reported gives a reason to.</summary>
/// <param name="environments">The environments.</param>
/// <param name="take">Takes the answers, as an event.</param>
internal sealed class EvidenceReader(EnvironmentReports environments, Func<ImmutableArray<EnvironmentEvidence>, Task> take)
{
    private bool isReading;
    private string? last;

    /// <summary>Asks where there is a suspicion, and none that was just looked into.</summary>
    /// <param name="release">The release that the evidence belongs to.</param>
    /// <param name="suspicion">The suspicion; null for none.</param>
    public void Perform(string release, Suspicion? suspicion)
    {
        if (suspicion is null || isReading || suspicion.Found == last)
        {
            return;
        }

        isReading = true;
        last = suspicion.Found;
        ReadAsync(release, suspicion.Keys).Ignore();
    }

    /// <summary>Looks into the same suspicion once more, as the next waking does: an environment may have given no answer.</summary>
    public void Forget() => last = null;

    private async Task ReadAsync(string release, ImmutableArray<string> keys)
    {
        try
        {
            var reports = await environments.ReadAsync(keys);
            await take([.. reports.Select(report => Answer(release, report)).OfType<EnvironmentEvidence>()]);
        }
        finally
        {
            isReading = false;
        }
    }

    private static EnvironmentEvidence? Answer(string release, EnvironmentReport report) =>
        report.Release != release ? new(report.Key, null)
        : report.Regression is { } evidence ? new(report.Key, evidence)
        : null;
}
