using Coordinator.Core;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>What the journal must hold after a release.</summary>
internal static class JournalChecks
{
    /// <summary>Every stream is without gaps, and the environment's decisions are met by a replay.</summary>
    public static async Task AgreeAsync(SiloProcess process, string release, string cluster, string place, string application = "cart")
    {
        var rows = await process.Journal.ReadReleaseAsync(release, 0, 10_000, default);
        foreach (var stream in rows.GroupBy(row => row.Entry.Stream))
        {
            var sequences = stream.Select(row => row.Entry.Sequence).Order().ToList();
            Assert.True(
                sequences.SequenceEqual(Enumerable.Range((int)sequences[0], sequences.Count).Select(number => (long)number)),
                $"{place}: {stream.Key} has rows {string.Join(",", sequences)}");
        }

        var key = GrainKeys.Of(new EnvironmentKey(cluster, "shop", application));
        var replay = new Replay<EnvironmentPlan, EnvironmentState, EnvironmentEvent>(new EnvironmentMachine(), GrainKeys.Bare(key));
        foreach (var row in await process.Journal.ReadStreamAsync(key, 0, 10_000, default))
        {
            var (context, samples) = Replay<EnvironmentPlan, EnvironmentState, EnvironmentEvent>.Needs(row.Entry);
            var plan = context is null ? null : CoreJson.Read<EnvironmentPlan>((await process.Documents.FindAsync(context, default))!);
            var block = samples is null ? null : await process.Documents.FindAsync(samples, default);
            var mismatch = replay.Apply(row.Entry, plan, block, _ => plan);
            Assert.True(mismatch is null, $"{place}: {mismatch}");
        }
    }
}
