using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Jobs;

namespace Coordinator.Tests.Cli;

/// <summary>What a Job's pod runs: its result is the only line on standard output, whatever happens.</summary>
public sealed class CheckVerbTests : IAsyncLifetime
{
    private readonly TestCli cli = new();
    private TestApi site = null!;

    public async ValueTask InitializeAsync()
    {
        site = await TestApi.CreateAsync();
        site.Answers("GET", "version", "2.0.0");
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("2.0.0", 0, true)]
    [InlineData("3.0.0", 1, false)]
    public async Task Run_AnOrder_MakesItsCheck(string wanted, int code, bool passes)
    {
        cli.Variables[CheckJob.OrderVariable] = Order(wanted);

        Assert.Equal(code, await cli.RunAsync("check"));

        var result = ClusterCheckResult.Read(Assert.Single(cli.Out.TrimEnd().Split('\n')), out _)!;
        Assert.Equal(("version", passes, 1), (result.Check, result.Passed, result.Attempts));
        Assert.Contains($"GET {site.Address}api/v1/version", result.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "COORDINATOR_CHECK is not set")]
    [InlineData("", "COORDINATOR_CHECK is not set")]
    [InlineData("""{"version":7}""", "the order is not understood")]
    public async Task Run_NoOrder_SaysSoWithAnExitCodeOfItsOwn(string? order, string why)
    {
        if (order is not null)
        {
            cli.Variables[CheckJob.OrderVariable] = order;
        }

        Assert.Equal(3, await cli.RunAsync("check"));

        var result = ClusterCheckResult.Read(cli.Out.TrimEnd(), out _)!;
        Assert.False(result.Passed);
        Assert.Contains(why, result.Details, StringComparison.Ordinal);
    }

    private string Order(string version) => new ClusterCheckOrder
    {
        Version = ClusterCheckOrder.CurrentVersion,
        Check = new() { Name = "version", Http = new() { Path = "/api/v1/version", Expect = new() { Contains = version } } },
        Target = site.Address.ToString().TrimEnd('/'),
        Values = new("c1", "eu", "shop", version),
        Timeout = TimeSpan.FromSeconds(30),
        CallTimeout = TimeSpan.FromSeconds(10),
        LoadPerSecond = 10,
    }.Write();
}
