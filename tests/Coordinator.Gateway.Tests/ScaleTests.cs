using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Tests.Fixtures;
using Coordinator.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Gateway.Tests;

/// <summary>Many environments at once. A server of their own: what they measure afterwards would slow down the other tests.</summary>
public sealed class ScaleTests : IAsyncLifetime
{
    private readonly GatewayServer server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_wave_of_a_hundred_clusters_at_once_succeeds_and_can_be_replayed()
    {
        using var client = server.Client(Tokens.Admin);
        var clusters = Enumerable.Range(100, 100).Select(number => $"wide-{number}").ToArray();
        using var registered = await client.PostAsync("/api/v1/clusters", Bodies.Yaml(Bodies.Clusters(clusters)), Token);
        registered.EnsureSuccessStatusCode();
        var name = Bodies.NewName();
        using var submitted = await client.SubmitAsync(
            Bodies.Release(name, waves: [string.Join(',', clusters)]).Replace("maxParallel: 2", "maxParallel: 100"));
        submitted.EnsureSuccessStatusCode();

        await client.EndAsync(name);

        var detail = await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}");
        Assert.Equal((ReleasePhase.Succeeded, 100), (detail.Release.Phase, detail.Release.Counts["Live"]));
        var replay = await client.GetAsync<ReplayView>($"/api/v1/releases/{name}/replay");
        Assert.Empty(replay.Mismatches);
    }

    [Fact]
    public async Task More_reports_at_once_than_a_journal_takes_in_one_append_are_all_taken()
    {
        const int reports = 3000;
        var grains = server.App.Services.GetRequiredService<IGrainFactory>();
        var region = grains.GetGrain<IRegionGrain>(GrainKeys.Region("none", "eu"));
        var key = new EnvironmentKey("eu-1", "shop", "none");
        await region.DirectAsync("none", Scope.Environment, [new(key, new("none/1", DirectiveKind.Pause, "test", "test", null))]);

        await Task.WhenAll(Enumerable.Range(1000, reports).Select(revision =>
            region.ReportAsync(new() { Key = key, Release = "none", Revision = revision })));

        var rows = await server.Storage.Journal.ReadStreamAsync(GrainKeys.Region("none", "eu"), 0, 10_000, Token);
        Assert.InRange(rows.Length, reports, reports + 10);
        Assert.Equal(Enumerable.Range(1, rows.Length).Select(number => (long)number), rows.Select(row => row.Entry.Sequence));
    }
}
