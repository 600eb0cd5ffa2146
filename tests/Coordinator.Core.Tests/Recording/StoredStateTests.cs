using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Tests.Recording;

/// <summary>Records as older versions wrote them. They go on loading: a file here is never changed, new ones are added.</summary>
public sealed class StoredStateTests
{
    [Fact]
    public void An_environment_loads() => Check<EnvironmentState, EnvironmentEvent>("environment-1.json", record =>
    {
        Assert.Equal(("r1", EnvironmentPhase.RollingBack), (record.State.Release, record.State.Phase));
        Assert.IsType<RestoreTraffic>(record.State.Pending);
        Assert.Equal(2, record.Samples.Length);
        Assert.Single(record.Outbox);
    });

    [Fact]
    public void A_release_loads() => Check<ReleaseState, ReleaseEvent>("release-1.json", record =>
    {
        Assert.Equal(("r1", ReleasePhase.Progressing), (record.State.Name, record.State.Phase));
        Assert.Equal(EnvironmentPhase.Baking, record.State.Members["c1/shop/cart"].Phase);
    });

    [Fact]
    public void A_region_loads() => Check<RegionState, RegionEvent>("region-1.json", record =>
        Assert.Equal(DirectiveKind.Abort, Assert.Single(record.State.Members["c2/shop/cart"].Open).Kind));

    [Fact]
    public void An_application_loads() => Check<ApplicationState, ApplicationEvent>("application-1.json", record =>
        Assert.Equal(("r1", true), (record.State.Permits["c1/shop/cart"].Release, record.State.Permits["c1/shop/cart"].Exposed)));

    [Fact]
    public void A_member_that_this_version_does_not_know_survives()
    {
        var record = Read<EnvironmentState, EnvironmentEvent>("environment-1.json");
        var written = JsonNode.Parse(CoreJson.Write(record with { State = record.State with { Step = 0 } }))!;
        Assert.Equal("kept", written["state"]!["ofANewerVersion"]!["why"]!.GetValue<string>());
    }

    [Fact]
    public void A_member_that_this_version_does_not_know_survives_the_next_release()
    {
        var record = Read<EnvironmentState, EnvironmentEvent>("environment-1.json");
        var machine = new EnvironmentMachine();
        var ended = record.State with { Phase = EnvironmentPhase.RolledBack, Pending = null };
        var started = machine.Decide(Given.Plan(), ended, new StartRequested(Given.Epoch.AddDays(1), "r2/1", "r2", "ada", "", "digest")).State;
        Assert.Equal(EnvironmentPhase.Preflight, started.Phase);
        Assert.Contains("ofANewerVersion", CoreJson.Write(started), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_actor_keeps_members_that_it_does_not_know()
    {
        Assert.Contains("ofANewerVersion", CoreJson.Write(Read<ReleaseState, ReleaseEvent>("release-1.json")), StringComparison.Ordinal);
        Assert.Contains("ofANewerVersion", CoreJson.Write(Read<RegionState, RegionEvent>("region-1.json")), StringComparison.Ordinal);
        Assert.Contains("ofANewerVersion", CoreJson.Write(Read<ApplicationState, ApplicationEvent>("application-1.json")), StringComparison.Ordinal);
    }

    private static void Check<TState, TEvent>(string file, Action<ActorRecord<TState, TEvent>> check)
    {
        var record = Read<TState, TEvent>(file);
        Assert.Equal(1, record.Format);
        check(record);

        // Every member of the file is still there after a write, with its value; new members may come.
        var before = JsonNode.Parse(File.ReadAllText(PathOf(file)))!;
        var after = JsonNode.Parse(CoreJson.Write(record))!;
        AssertContains(before, after, file);
    }

    private static void AssertContains(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    AssertContains(value, Assert.IsType<JsonObject>(actual)[name], $"{path}.{name}");
                }

                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(actual).Count);
                for (var index = 0; index < items.Count; index++)
                {
                    AssertContains(items[index], actual[index], $"{path}[{index}]");
                }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {expected?.ToJsonString()} became {actual?.ToJsonString()}");
                break;
        }
    }

    private static ActorRecord<TState, TEvent> Read<TState, TEvent>(string file) =>
        JsonSerializer.Deserialize<ActorRecord<TState, TEvent>>(File.ReadAllText(PathOf(file)), CoreJson.Options)!;

    private static string PathOf(string file) => Repository.Path("tests", "Coordinator.Core.Tests", "testdata", "state", file);
}
