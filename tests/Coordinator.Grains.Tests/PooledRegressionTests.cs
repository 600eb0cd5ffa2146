using Coordinator.Core;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>A release that is too little worse for any limit: its environments find it together.</summary>
public sealed class PooledRegressionTests
{
    [Theory]
    [InlineData("region")]
    [InlineData("release")]
    public async Task What_no_limit_shows_is_found_by_all_environments_together(string pool)
    {
        await using var fleet = await Fleet.StartAsync();
        string[] clusters = ["one", "two", "three"];
        var folder = Directory.CreateTempSubdirectory("coordinator-pool-").FullName;
        foreach (var cluster in clusters)
        {
            await fleet.AddClusterAsync(cluster);
        }

        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, clusters);
            await fleet.SubmitAsync(process, Fleet.Plan(Release(pool, clusters), clusters));
            var view = await fleet.WaitEndedAsync(process, "cart-2");

            Assert.True(view.Phase is ReleasePhase.RolledBack, CoreJson.Write(view));
            Assert.All(view.Waves.SelectMany(wave => wave.Environments), member =>
            {
                Assert.Equal(EnvironmentPhase.RolledBack, member.Phase);
                Assert.Contains("regression of errors in 3 environments", member.Report!.Reason, StringComparison.Ordinal);
            });
            foreach (var cluster in clusters)
            {
                await JournalChecks.AgreeAsync(process, "cart-2", cluster, pool);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Release(string pool, string[] clusters) => Manifests.Release("cart-2", isBad: true, clusters)
        .Replace("value: \"0.5\"", "value: \"0.1\"", StringComparison.Ordinal)
        .Replace("max: 0.05}", "max: 0.9}", StringComparison.Ordinal)
        .Replace("strategy: {blueGreen: {", "strategy: {blueGreen: {router: {kind: replicas}, steps: [{weight: 50, hold: 20m}, {weight: 100}], ", StringComparison.Ordinal)
        .Replace("    metrics:\n", $"    regression: {{metrics: [errors], pool: {pool}}}\n    metrics:\n", StringComparison.Ordinal);
}
