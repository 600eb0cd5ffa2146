using System.Net;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Tests.Fixtures;
using Coordinator.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Gateway.Tests;

/// <summary>What callers get when something behind the gateway fails.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly GatewayServer server = new(null, builder => builder.Services.AddSingleton(
        provider => new FailingRegistry(provider.GetRequiredService<CoordinatorStorage>().Registry))
        .AddSingleton<IRegistry>(provider => provider.GetRequiredService<FailingRegistry>()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FailingRegistry Registry => server.App.Services.GetRequiredService<FailingRegistry>();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_failure_of_the_server_tells_nothing_of_its_inside()
    {
        Registry.Fault = new InvalidOperationException("the secret inside");
        using var client = server.Client(Tokens.Viewer);
        using var answer = await client.GetAsync("/api/v1/releases", Token);

        var problem = await answer.ProblemAsync(HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_to_be_and_asked_for_again()
    {
        Registry.Fault = new StorageUnavailableException("the disk is full");
        using var client = server.Client(Tokens.Releaser);
        using var read = await client.GetAsync("/api/v1/releases", Token);
        using var submitted = await client.SubmitAsync(Bodies.Release(Bodies.NewName()));

        await read.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        await submitted.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        Assert.Equal(TimeSpan.FromSeconds(2), submitted.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_server_whose_store_is_closed_is_alive_but_not_ready()
    {
        using var client = server.Client();
        using var before = await client.GetAsync("/readyz", Token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await server.Storage.DisposeAsync();
        using var alive = await client.GetAsync("/healthz", Token);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        var after = await NotReadyAsync(client);
        Assert.Equal(["registry", "storage"], after.Errors.Select(error => error.Path));
        Assert.Contains("storage:", after.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_stays_while_the_store_is_away_and_misses_nothing()
    {
        using var client = server.Client(Tokens.Releaser);
        var name = Bodies.NewName();
        using var submitted = await client.SubmitAsync(Bodies.Release(name, waves: ["eu-1", "us-1"]));
        submitted.EnsureSuccessStatusCode();
        var (positions, quiet) = (new List<long>(), 0);
        await foreach (var (id, kind, _) in client.FollowAsync(name, null, Token))
        {
            if (id.Length > 0)
            {
                positions.Add(long.Parse(id));
            }

            // Away from the third event until the first heartbeat.
            Registry.Fault = positions.Count >= 3 && quiet == 0 ? new StorageUnavailableException("away") : null;
            quiet += Registry.Fault is not null && kind.Length == 0 ? 1 : 0;
            Registry.Fault = quiet > 0 ? null : Registry.Fault;
            if (kind == "end")
            {
                break;
            }
        }

        var page = await client.GetAsync<Page<EventView>>($"/api/v1/releases/{name}/events?limit=1000");
        Assert.Equal(page.Items.Select(one => one.Position).Take(positions.Count), positions);
    }

    [Fact]
    public void A_fault_is_known_however_deep_Orleans_wrapped_it()
    {
        var wrapped = new OrleansException("call failed", new OrleansException("write failed", new StorageUnavailableException("full")));

        Assert.Equal("storage-unavailable", Fault.Answer(wrapped, "t").Problem.Code);
        Assert.True(Fault.IsTransient(wrapped));
        Assert.Equal("unavailable", Fault.Answer(new TimeoutException("late"), "t").Problem.Code);
        Assert.Equal("unavailable", Fault.Answer(new SiloUnavailableException("gone"), "t").Problem.Code);
        Assert.Equal("internal", Fault.Answer(new InvalidDataException("bad"), "t").Problem.Code);
        Assert.False(Fault.IsTransient(new InvalidDataException("bad")));
    }

    /// <summary>An earlier answer may be remembered for a second.</summary>
    private static async Task<ProblemView> NotReadyAsync(HttpClient client)
    {
        while (true)
        {
            using var answer = await client.GetAsync("/readyz", Token);
            if (!answer.IsSuccessStatusCode)
            {
                return await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "not-ready");
            }
        }
    }
}
