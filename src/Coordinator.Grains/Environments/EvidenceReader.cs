using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Plans;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

/// <summary>Asks the environments of a pool what they have found up to now, once what they reported gives a reason to.</summary>
/// <param name="grains">The environments.</param>
/// <param name="services">Clock and log.</param>
/// <param name="take">Takes the answers, as an event.</param>
internal sealed class EvidenceReader(IGrainFactory grains, ActorServices services, Func<ImmutableArray<EnvironmentEvidence>, Task> take)
{
    /// <summary>Environments that are asked at once.</summary>
    private const int AtOnce = 64;

    /// <summary>Wall time for an answer. Where one gives none nothing can be decided: what the others found would weigh more than it should.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private bool isReading;
    private string? last;

    /// <summary>Asks where there is a suspicion, and none that was just looked into.</summary>
    /// <param name="release">The release that the evidence belongs to.</param>
    /// <param name="suspicion">The suspicion, with its figures; null for none.</param>
    /// <param name="keys">Keys of the environments.</param>
    public void Perform(string release, string? suspicion, ImmutableArray<string> keys)
    {
        if (suspicion is null || isReading || suspicion == last)
        {
            return;
        }

        isReading = true;
        last = suspicion;
        ReadAsync(release, keys).Ignore();
    }

    /// <summary>Looks into the same suspicion once more, as the next waking does: an environment may have given no answer.</summary>
    public void Forget() => last = null;

    private async Task ReadAsync(string release, ImmutableArray<string> keys)
    {
        try
        {
            var found = ImmutableArray.CreateBuilder<EnvironmentEvidence>();
            foreach (var part in keys.Chunk(AtOnce))
            {
                found.AddRange((await Task.WhenAll(part.Select(key => AskAsync(release, key)))).OfType<EnvironmentEvidence>());
            }

            if (found.Count == keys.Length)
            {
                await take(found.ToImmutable());
            }
        }
        finally
        {
            isReading = false;
        }
    }

    private async Task<EnvironmentEvidence?> AskAsync(string release, string key)
    {
        EnvironmentReport report;
        try
        {
            var grain = grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(EnvironmentKey.Parse(key)));
            report = await grain.ReportAsync().WaitAsync(services.Clock.FromWall(Limit), services.Clock.Time);
        }
        catch (Exception)
        {
            // It restarts, or its store is silent: its own calls say so.
            return null;
        }

        return report.Release != release ? new(report.Key, null)
            : report.Regression is { } evidence ? new(report.Key, evidence)
            : null;
    }
}
