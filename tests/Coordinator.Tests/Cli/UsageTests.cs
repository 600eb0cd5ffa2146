namespace Coordinator.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("no-such-verb")]
    [InlineData("plan")]
    [InlineData("plan -f")]
    [InlineData("plan -f a --offline")]
    [InlineData("plan -f a --clusters b")]
    [InlineData("apply -f a --timeout 5m")]
    [InlineData("apply -f a --wait --timeout 5")]
    [InlineData("apply -f a --wait --timeout 0s")]
    [InlineData("get pods")]
    [InlineData("get releases a b")]
    [InlineData("get clusters --release a")]
    [InlineData("get -o yaml")]
    [InlineData("get --server not-a-url")]
    [InlineData("get --server ftp://host")]
    [InlineData("get --server http://user:secret@host")]
    [InlineData("get --token a --token-file b")]
    [InlineData("watch")]
    [InlineData("watch a b")]
    [InlineData("events a --after -1")]
    [InlineData("events a --limit 0")]
    [InlineData("events a --limit x")]
    [InlineData("approve")]
    [InlineData("approve a --wave")]
    [InlineData("replay a --follow")]
    [InlineData("demo --clusters x")]
    [InlineData("demo --clusters 7")]
    [InlineData("demo --scenario odd")]
    [InlineData("simulate --port x")]
    public async Task Run_BadCommandLine_ExitsWith2(string line)
    {
        var cli = new TestCli();

        Assert.Equal(2, await cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(cli.Out);
        Assert.Contains("--help'.", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LongReason_ExitsWith2()
    {
        var cli = new TestCli();

        Assert.Equal(2, await cli.RunAsync("abort", "a", "--reason", new string('x', 1001)));
    }

    [Fact]
    public async Task Run_BadServerVariable_ExitsWith2()
    {
        var cli = new TestCli { Variables = { ["COORDINATOR_SERVER"] = "nonsense" } };

        Assert.Equal(2, await cli.RunAsync("get"));
        Assert.Contains("COORDINATOR_SERVER", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingTokenFile_ExitsWith2()
    {
        var cli = new TestCli();

        Assert.Equal(2, await cli.RunAsync("get", "--token-file", "/no/such/file"));
        Assert.Contains("/no/such/file", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tök")]
    public async Task Run_BadToken_ExitsWith2(string token)
    {
        var cli = new TestCli();

        Assert.Equal(2, await cli.RunAsync("get", "--token", token));
    }

    [Fact]
    public async Task Run_ReasonThatBeginsWithAt_IsNoResponseFile()
    {
        await using var api = await TestApi.CreateAsync();
        api.Answers("POST", "releases/a/abort", Samples.Single(Core.Releases.ReleasePhase.RollingBack, Core.Environments.EnvironmentPhase.RollingBack).Release);
        var cli = new TestCli(api.Address);

        Assert.Equal(0, await cli.RunAsync("abort", "a", "--reason", "@anna asked"));
        Assert.Contains("@anna asked", Assert.Single(api.Requests).Body, StringComparison.Ordinal);
    }
}
