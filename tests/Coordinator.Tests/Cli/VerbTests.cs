using System.Text.Json;
using Coordinator.Core;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Tests.Cli;

/// <summary>Verbs against a server that is there.</summary>
public sealed class VerbTests : IAsyncLifetime
{
    private TestApi api = null!;
    private TestCli cli = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.CreateAsync();
        cli = new(api.Address);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Theory]
    [InlineData(400, "bad-request", 3)]
    [InlineData(401, "unauthenticated", 7)]
    [InlineData(403, "not-permitted", 7)]
    [InlineData(404, "not-found", 1)]
    [InlineData(409, "refused", 4)]
    [InlineData(409, "name-taken", 4)]
    [InlineData(413, "too-large", 3)]
    [InlineData(422, "invalid-input", 3)]
    [InlineData(429, "too-many-requests", 1)]
    [InlineData(500, "internal", 1)]
    [InlineData(503, "not-ready", 6)]
    public async Task Run_Refusal_HasItsExitCode(int status, string code, int expected)
    {
        api.Refuses("POST", "releases/shop/abort", status, code);

        Assert.Equal(expected, await cli.RunAsync("abort", "shop"));
        Assert.Empty(cli.Out);
        Assert.Contains($"coordinator: because of {code} [{code}]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RefusalWithJson_IsTheDocument()
    {
        api.Refuses("POST", "releases/shop/abort", 409, "refused");

        Assert.Equal(4, await cli.RunAsync("abort", "shop", "-o", "json"));
        Assert.Equal("refused", CoreJson.Read<ProblemView>(cli.Out).Code);
    }

    [Fact]
    public async Task Run_PageOfAProxy_IsNoAnswer()
    {
        api.On("GET", "releases", context => TestApi.WriteAsync(context, 200, "<html>"));

        Assert.Equal(1, await cli.RunAsync("get"));
        Assert.Contains("[unexpected-answer]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Redirect_IsNotFollowed()
    {
        api.On("GET", "releases", context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        });

        Assert.Equal(1, await cli.RunAsync("get", "--token", "secret"));
        Assert.Contains("[http-302]", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--token", "abc" }, "abc")]
    [InlineData(new string[0], "from-env")]
    public async Task Run_Token_IsSent(string[] more, string expected)
    {
        cli.Variables["COORDINATOR_TOKEN"] = "from-env";
        api.Answers("GET", "releases", new Page<ReleaseSummary>([], null));

        Assert.Equal(0, await cli.RunAsync(["get", .. more]));
        Assert.Equal("Bearer " + expected, Assert.Single(api.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task Run_TokenFileOfTheEnvironment_IsRead()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "in-file\n", TestContext.Current.CancellationToken);
        cli.Variables["COORDINATOR_TOKEN_FILE"] = file;
        api.Answers("GET", "releases", new Page<ReleaseSummary>([], null));

        Assert.Equal(0, await cli.RunAsync("get"));
        Assert.Equal("Bearer in-file", Assert.Single(api.Requests).Headers["Authorization"]);
        File.Delete(file);
    }

    [Fact]
    public async Task Run_ServerOfTheEnvironment_IsCalled()
    {
        api.Answers("GET", "releases", new Page<ReleaseSummary>([], null));
        var other = new TestCli { Variables = { ["COORDINATOR_SERVER"] = api.Address.ToString() } };

        Assert.Equal(0, await other.RunAsync("get"));
    }

    [Fact]
    public async Task Get_Releases_FollowsThePages()
    {
        api.On("GET", "releases", context => TestApi.WriteAsync(context, 200, context.Request.Query["cursor"].ToString() switch
        {
            "" => new Page<ReleaseSummary>([Summary("a")], "a b"),
            "a b" => new Page<ReleaseSummary>([Summary("b")], null),
            _ => throw new InvalidOperationException(),
        }));

        Assert.Equal(0, await cli.RunAsync("get"));
        Assert.Equal(
            "NAME  APPLICATION  VERSION  PHASE      SUBMITTED             BY\n"
            + "a     cart         2.4.0    Succeeded  2026-03-01T12:00:00Z  anna\n"
            + "b     cart         2.4.0    Succeeded  2026-03-01T12:00:00Z  anna\n",
            cli.Out);
    }

    [Fact]
    public async Task Get_Release_IsATable()
    {
        api.Answers("GET", "releases/shop-2.4.0", Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting, 50, Verdict.Healthy));

        Assert.Equal(0, await cli.RunAsync("get", "releases", "shop-2.4.0"));
        Assert.Contains("blue → green", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', cli.Out);
    }

    [Fact]
    public async Task Get_Environments_OfAReleaseInACluster()
    {
        var report = Samples.Report("eu-west-1", EnvironmentPhase.Live, 100, Verdict.Healthy);
        var other = Samples.Report("us-east-1", EnvironmentPhase.Live, 100, Verdict.Healthy);
        api.Answers("GET", "environments", new Page<EnvironmentView>([Samples.View(report, 0.01, 0.02), Samples.View(other)], null));

        Assert.Equal(0, await cli.RunAsync("get", "environments", "eu-west-1", "--release", "shop-2.4.0"));
        Assert.Equal("/api/v1/environments?release=shop-2.4.0", Assert.Single(api.Requests).PathAndQuery);
        Assert.Contains("eu-west-1/shop/cart", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("us-east-1", cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, await cli.RunAsync("get", "environments", "nowhere"));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("promote")]
    [InlineData("retry")]
    [InlineData("abort")]
    [InlineData("rollback")]
    public async Task Act_SendsWhatWasAsked(string verb)
    {
        api.Answers("POST", $"releases/shop/{verb}", Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking).Release);

        Assert.Equal(0, await cli.RunAsync(verb, "shop", "--wave", "w", "--environment", "e", "--reason", "r"));

        var request = Assert.Single(api.Requests);
        Assert.Equal(new ActionBody("w", "e", "r"), CoreJson.Read<ActionBody>(request.Body));
        Assert.NotEmpty(request.Headers["Idempotency-Key"]);
        Assert.Equal($"shop-2.4.0: {verb} accepted, Progressing\n", cli.Out);
    }

    [Fact]
    public async Task Act_OnAServerThatIsNotReady_RepeatsUnderOneKey()
    {
        var calls = 0;
        api.On("POST", "releases/shop/abort", context => Interlocked.Increment(ref calls) < 3
            ? TestApi.WriteAsync(context, 503, new ProblemView("", "", 503, "not-ready", "", null, null, []))
            : TestApi.WriteAsync(context, 200, Samples.Single(ReleasePhase.RollingBack, EnvironmentPhase.RollingBack).Release));

        Assert.Equal(0, await cli.RunAsync("abort", "shop"));
        Assert.Equal(3, api.Requests.Count);
        Assert.Single(api.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.Contains("trying again", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_PrintsSentences()
    {
        api.Answers("GET", "releases/shop/explain", new ExplainView(
            "shop", ReleasePhase.AwaitingApproval, "it waits", [new(Samples.Key("c"), EnvironmentPhase.Queued, "it waits too")]));

        Assert.Equal(0, await cli.RunAsync("explain", "shop"));
        Assert.Equal("shop is AwaitingApproval: it waits\n  c/shop/cart is Queued: it waits too\n", cli.Out);
    }

    [Theory]
    [InlineData("", 0, "all agree")]
    [InlineData("row 7 differs", 1, "1 differ")]
    public async Task Replay_ExitsWith1OnAMismatch(string mismatch, int expected, string told)
    {
        api.Answers("GET", "releases/shop/replay", new ReplayView("shop", 12, mismatch.Length > 0 ? [mismatch] : []));

        Assert.Equal(expected, await cli.RunAsync("replay", "shop"));
        Assert.Contains(told, cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_FollowPagesUpToTheLimit()
    {
        api.On("GET", "releases/shop/events", context =>
        {
            var after = long.Parse(context.Request.Query["after"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
            var count = int.Parse(context.Request.Query["limit"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
            return TestApi.WriteAsync(context, 200, new Page<EventView>(
                [.. Enumerable.Range(1, count).Select(i => Samples.Event(after + i))], "more"));
        });

        Assert.Equal(0, await cli.RunAsync("events", "shop", "--after", "5", "--limit", "150"));
        var lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(151, lines.Length);
        Assert.Equal("AT                    STREAM                   KIND            SUMMARY", lines[0]);
        Assert.Equal("2026-03-01T12:00:06Z  env/eu-west-1/shop/cart  TrafficShifted  event 6", lines[1]);
        Assert.Equal(2, api.Requests.Count);
        Assert.Contains("--after 155", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("get releases shop-2.4.0")]
    [InlineData("get clusters")]
    [InlineData("get clusters eu-west-1")]
    [InlineData("get environments")]
    [InlineData("explain shop-2.4.0")]
    [InlineData("events shop-2.4.0")]
    [InlineData("replay shop-2.4.0")]
    [InlineData("pause shop-2.4.0")]
    [InlineData("watch shop-2.4.0")]
    [InlineData("plan -f RELEASE")]
    [InlineData("apply -f CLUSTERS -f RELEASE --wait")]
    public async Task Run_WithJson_WritesOneDocumentAndNothingElse(string line)
    {
        AnswerEverything();

        Assert.Equal(0, await cli.RunAsync([.. line.Split(' ').Select(FileOf), "-o", "json"]));

        // More than one document, or anything around it, does not parse.
        using var document = JsonDocument.Parse(cli.Out);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    private void AnswerEverything()
    {
        var detail = Samples.Single(ReleasePhase.Succeeded, EnvironmentPhase.Live, 100, Verdict.Healthy);
        var cluster = new ClusterSpec { Name = "eu-west-1", Region = "eu-west" };
        api.Answers("GET", "releases", new Page<ReleaseSummary>([Summary("a")], null));
        api.Answers("POST", "releases", detail.Release, 201);
        api.Answers("GET", "releases/shop-2.4.0", detail);
        api.Answers("GET", "releases/shop-2.4.0/explain", new ExplainView("shop-2.4.0", ReleasePhase.Succeeded, "done", []));
        api.Answers("GET", "releases/shop-2.4.0/events", new Page<EventView>([Samples.Event(1)], null));
        api.Answers("GET", "releases/shop-2.4.0/replay", new ReplayView("shop-2.4.0", 1, []));
        api.Answers("POST", "releases/shop-2.4.0/pause", detail.Release);
        api.Answers("GET", "clusters", new Page<ClusterSpec>([cluster], null));
        api.Answers("GET", "clusters/eu-west-1", cluster);
        api.Answers("POST", "clusters", new[] { new ClusterRegistration("eu-west-1", "created") });
        api.Answers("GET", "environments", new Page<EnvironmentView>(detail.Environments, null));
        api.Answers("POST", "plans", new PlanView
        {
            Release = "shop-2.4.0",
            Application = "cart",
            Version = "2.4.0",
            PlanDigest = "sha256:0",
            Waves = [],
            Steps = [],
            Exposure = new(),
            LeastDuration = TimeSpan.FromMinutes(10),
            Warnings = ["look out"],
        });
    }

    private static string FileOf(string word) => word switch
    {
        "RELEASE" => Golden.File("files", "release.yaml"),
        "CLUSTERS" => Golden.File("files", "clusters.yaml"),
        _ => word,
    };

    private static ReleaseSummary Summary(string name) =>
        new(name, "cart", "2.4.0", ReleasePhase.Succeeded, "sha256:0", "sha256:0", "anna", TestClock.Start);
}
