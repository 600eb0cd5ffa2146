using Coordinator.Client;
using Coordinator.Core;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Tests.Cli;

/// <summary>Verbs that wait, over events, restarts and absence of the server.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private static readonly ReleaseDetail Shifting = Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting, 50, Verdict.Healthy);
    private static readonly ReleaseDetail Baking = Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking, 100, Verdict.Healthy);
    private static readonly ReleaseDetail Succeeded = Samples.Single(ReleasePhase.Succeeded, EnvironmentPhase.Live, 100, Verdict.Healthy);

    private readonly SemaphoreSlim looked = new(0);
    private ReleaseDetail current = Shifting;
    private TestApi api = null!;
    private TestCli cli = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.CreateAsync();
        cli = new(api.Address);
        api.On("GET", "releases/shop-2.4.0", async context =>
        {
            await TestApi.WriteAsync(context, 200, Volatile.Read(ref current));
            looked.Release();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        looked.Dispose();
    }

    [Theory]
    [InlineData(ReleasePhase.Succeeded, EnvironmentPhase.Live, 0)]
    [InlineData(ReleasePhase.RolledBack, EnvironmentPhase.RolledBack, 5)]
    [InlineData(ReleasePhase.Failed, EnvironmentPhase.Failed, 1)]
    [InlineData(ReleasePhase.Superseded, EnvironmentPhase.Skipped, 4)]
    public async Task WatchAndApply_AtTheEnd_ExitAsTheReleaseDid(ReleasePhase phase, EnvironmentPhase environment, int expected)
    {
        current = Samples.Single(phase, environment);
        api.Answers("POST", "releases", current.Release, 201);

        Assert.Equal(expected, await cli.RunAsync("watch", "shop-2.4.0"));
        Assert.Equal(expected, await cli.RunAsync("apply", "--wait", "-f", Golden.File("files", "release.yaml")));
        Assert.Contains($"shop-2.4.0 {phase}", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_IsRefreshedByEvents()
    {
        cli.Clock.Holds = due => due == ReleaseWatch.RefreshEvery;
        api.On("GET", "releases/shop-2.4.0/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            await looked.WaitAsync(context.RequestAborted);
            Volatile.Write(ref current, Baking);
            await TestApi.SendAsync(context, Samples.Event(1));
            await looked.WaitAsync(context.RequestAborted);
            Volatile.Write(ref current, Succeeded);
            await TestApi.SendAsync(context, Samples.Event(2));
            await TestApi.SendEndAsync(context);
        });

        Assert.Equal(0, await cli.RunAsync("watch", "shop-2.4.0"));
        Assert.Equal(
            ["shop-2.4.0 Progressing", "eu-west-1 Shifting 50 % Healthy", "eu-west-1 Baking 100 % Healthy", "eu-west-1 Live 100 % Healthy",
                "shop-2.4.0 Succeeded"],
            cli.Out.TrimEnd().Split('\n').Select(line => line.Split(' ', 2)[1].Split(" errors")[0]));
    }

    [Fact]
    public async Task Watch_WithoutEvents_LooksByItself()
    {
        api.Refuses("GET", "releases/shop-2.4.0/events", 404, "not-found");
        cli.Clock.Before = due =>
        {
            if (due == ReleaseWatch.RefreshEvery)
                Volatile.Write(ref current, Succeeded);
            return Task.CompletedTask;
        };

        Assert.Equal(0, await cli.RunAsync("watch", "shop-2.4.0"));
    }

    [Fact]
    public async Task Watch_ServerRestartsInTheMiddle_GoesOn()
    {
        var connected = new TaskCompletionSource();
        var restarted = new TaskCompletionSource();
        cli.Clock.Holds = due => due == ReleaseWatch.RefreshEvery;
        cli.Clock.Before = _ => restarted.Task;
        api.On("GET", "releases/shop-2.4.0/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            if (restarted.Task.IsCompleted)
            {
                Volatile.Write(ref current, Succeeded);
                await TestApi.SendEndAsync(context);
                return;
            }
            await TestApi.SendAsync(context, Samples.Event(7));
            connected.SetResult();
            await TestApi.HangAsync(context);
        });

        var watching = cli.RunAsync("watch", "shop-2.4.0");
        await connected.Task;
        await api.StopAsync();
        await api.StartAsync();
        restarted.SetResult();

        Assert.Equal(0, await watching);
        Assert.EndsWith("shop-2.4.0 Succeeded\n", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_ServerRestartsInTheMiddle_ResumesBehindTheLastEvent()
    {
        var connected = new TaskCompletionSource();
        var restarted = new TaskCompletionSource();
        cli.Clock.Before = _ => restarted.Task;
        api.On("GET", "releases/shop-2.4.0/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            if (restarted.Task.IsCompleted)
            {
                // The last one again, as a careless server might.
                await TestApi.SendAsync(context, Samples.Event(2));
                await TestApi.SendAsync(context, Samples.Event(3));
                await TestApi.SendEndAsync(context);
                return;
            }
            await TestApi.SendAsync(context, Samples.Event(1));
            await TestApi.SendAsync(context, Samples.Event(2));
            connected.SetResult();
            await TestApi.HangAsync(context);
        });

        var following = cli.RunAsync("events", "shop-2.4.0", "--follow", "-o", "json");
        await connected.Task;
        await cli.LinesAsync(2);
        await api.StopAsync();
        await api.StartAsync();
        restarted.SetResult();

        Assert.Equal(0, await following);
        Assert.Equal([1L, 2, 3], cli.Out.TrimEnd().Split('\n').Select(line => CoreJson.Read<EventView>(line).Position));
        var last = api.Requests.Last();
        Assert.Equal("2", last.Headers["Last-Event-ID"]);
        Assert.Equal("text/event-stream", last.Headers["Accept"]);
    }

    [Fact]
    public async Task Watch_ServerGoesForGood_GivesUpAfterTwoMinutes()
    {
        var connected = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        cli.Clock.Before = _ => stopped.Task;
        api.On("GET", "releases/shop-2.4.0/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            connected.SetResult();
            await TestApi.HangAsync(context);
        });

        var watching = cli.RunAsync("watch", "shop-2.4.0");
        await connected.Task;
        await api.StopAsync();
        stopped.SetResult();

        Assert.Equal(6, await watching);
        Assert.True(cli.Clock.Elapsed >= TimeSpan.FromSeconds(110));
        Assert.Contains("[unreachable]", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("watch shop")]
    [InlineData("events shop --follow")]
    [InlineData("abort shop")]
    public async Task Run_NoServer_ExitsWith6Soon(string line)
    {
        await api.StopAsync();

        Assert.Equal(6, await cli.RunAsync(line.Split(' ')));
        Assert.Empty(cli.Out);
        Assert.True(cli.Clock.Elapsed <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Apply_TimeIsUp_ExitsWith1()
    {
        api.Answers("POST", "releases", Shifting.Release, 201);
        cli.Clock.Holds = due => due != TimeSpan.FromMinutes(30);
        cli.Clock.Before = _ => looked.WaitAsync();

        Assert.Equal(1, await cli.RunAsync("apply", "--wait", "--timeout", "30m", "-f", Golden.File("files", "release.yaml")));
        Assert.Contains("has not ended after 30m", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_CtrlC_ExitsWith130()
    {
        using var interrupt = new CancellationTokenSource();
        cli.Clock.Holds = _ => true;
        api.On("GET", "releases/shop-2.4.0/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            await interrupt.CancelAsync();
        });

        Assert.Equal(130, await cli.RunAsync(interrupt.Token, "watch", "shop-2.4.0"));
    }

    [Fact]
    public async Task Follow_EventOfAnotherForm_IsRefused()
    {
        api.On("GET", "releases/shop/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            await TestApi.SendTextAsync(context, "data: nonsense\n\n");
        });

        Assert.Equal(1, await cli.RunAsync("events", "shop", "--follow"));
        Assert.Contains("[unexpected-answer]", cli.Error, StringComparison.Ordinal);
    }
}
