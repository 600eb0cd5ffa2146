using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

/// <summary>Asks environments where they are, many at once.</summary>
/// <param name="grains">The environments.</param>
/// <param name="services">The clock.</param>
internal sealed class EnvironmentReports(IGrainFactory grains, ActorServices services)
{
    /// <summary>Environments that are asked at once.</summary>
    private const int AtOnce = 64;

    /// <summary>Wall time for an answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Reports of those that answered; one that restarts, or whose store is silent, is missing.</summary>
    /// <param name="keys">Keys of the environments.</param>
    public async Task<ImmutableArray<EnvironmentReport>> ReadAsync(IEnumerable<string> keys)
    {
        var answers = ImmutableArray.CreateBuilder<EnvironmentReport>();
        foreach (var part in keys.Chunk(AtOnce))
        {
            answers.AddRange((await Task.WhenAll(part.Select(AskAsync))).OfType<EnvironmentReport>());
        }

        return answers.ToImmutable();
    }

    private async Task<EnvironmentReport?> AskAsync(string key)
    {
        try
        {
            var grain = grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(EnvironmentKey.Parse(key)));
            return await grain.ReportAsync().WaitAsync(services.Clock.FromWall(Limit), services.Clock.Time);
        }
        catch (Exception)
        {
            // Whatever the reason, its own calls tell it.
            return null;
        }
    }
}
