using Coordinator.Core;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>Checks at the gate before a wave.</summary>
public sealed class GateTests
{
    private const string Gate = """
        , gate: {checks: [
          {name: reachable, http: {path: /health}},
          {name: flag, object: {apiVersion: v1, kind: ConfigMap, name: flag, json: $.data.open, equals: "yes"}},
          {name: ready-to-go, job: {image: tool:1, command: [/bin/sh, -c, exit 0]}}]}
        """;

    [Fact]
    public async Task A_shut_gate_holds_the_wave_over_a_restart_until_a_retry_finds_it_open()
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-gate-").FullName;
        await fleet.AddClusterAsync("gated");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, "gated");
            await fleet.SubmitAsync(process, Fleet.Plan(Manifests.Release("cart-2", isBad: false, ["gated"], gate: Gate.ReplaceLineEndings("")), "gated"));
            var shut = await WaitAsync(fleet, process, view => view.Waves[0].GateChecks.Any(check => check.Outcome is CheckOutcome.Fail));
            Assert.Equal(ReleasePhase.Progressing, shut.Phase);
            Assert.StartsWith("the gate of wave all is shut: check flag: ConfigMap/flag does not exist", shut.Waiting);
            await fleet.World.PassAsync(TimeSpan.FromMinutes(10));
        }

        await fleet.ApplyAsync("gated", "api/v1/namespaces/shop/configmaps/flag",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"flag","namespace":"shop"},"data":{"open":"yes"}}""");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            var release = process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release("cart-2"));
            Assert.Equal(EnvironmentPhase.Queued, (await release.ViewAsync())!.Waves[0].Environments[0].Phase);
            Assert.Null(await release.ActAsync(new("again", ReleaseAction.Retry, "ada", ["releaser"], null, null, "the flag is set")));
            var view = await fleet.WaitEndedAsync(process, "cart-2");

            Assert.Equal(ReleasePhase.Succeeded, view.Phase);
            Assert.Equal(["reachable", "flag", "ready-to-go"], view.Waves[0].GateChecks.Select(check => check.Name));
            Assert.All(view.Waves[0].GateChecks, check => Assert.Equal((CheckStage.Gate, CheckOutcome.Pass), (check.Stage, check.Outcome)));
            await JournalChecks.AgreeAsync(process, "cart-2", "gated", "gate");
            await ReplayAsync(process);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ReleaseView> WaitAsync(Fleet fleet, SiloProcess process, Func<ReleaseView, bool> holds)
    {
        ReleaseView? last = null;
        await fleet.World.UntilAsync(
            async () => (last = await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release("cart-2")).ViewAsync()) is { } view && holds(view),
            TimeSpan.FromMinutes(30),
            () => last is null ? "no view" : CoreJson.Write(last));
        return last!;
    }

    private static async Task ReplayAsync(SiloProcess process)
    {
        var key = GrainKeys.Release("cart-2");
        var replay = new Replay<ReleasePlan, ReleaseState, ReleaseEvent>(new ReleaseMachine(), GrainKeys.Bare(key));
        foreach (var row in await process.Journal.ReadStreamAsync(key, 0, 10_000, default))
        {
            var (context, _) = Replay<ReleasePlan, ReleaseState, ReleaseEvent>.Needs(row.Entry);
            var plan = context is null ? null : CoreJson.Read<ReleasePlan>((await process.Documents.FindAsync(context, default))!);
            Assert.Null(replay.Apply(row.Entry, plan, null, _ => plan));
        }
    }
}
