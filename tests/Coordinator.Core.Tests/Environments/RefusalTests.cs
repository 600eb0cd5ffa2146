using Coordinator.Core.Environments;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>Every effect refused for every reason: where it leads, and that the end is always reached and says why.</summary>
public sealed class RefusalTests
{
    private static readonly EnvironmentPhase[] Ends =
        [EnvironmentPhase.Failed, EnvironmentPhase.RolledBack, EnvironmentPhase.Blocked, EnvironmentPhase.Live];

    public static TheoryData<string, RefusalKind> Every()
    {
        var data = new TheoryData<string, RefusalKind>();
        foreach (var effect in Effects)
        {
            foreach (var kind in Enum.GetValues<RefusalKind>())
            {
                data.Add(effect, kind);
            }
        }

        return data;
    }

    private static string[] Effects =>
    [
        nameof(PrepareTarget), nameof(AdoptWorkload), nameof(RunPrepareJob), nameof(DeployPreview), nameof(RunChecks),
        nameof(EnsureCapacity), nameof(ShiftTraffic), nameof(RestoreTraffic), nameof(RemovePreview), nameof(RetirePrevious),
        nameof(FollowActive), nameof(SwitchWorkers),
    ];

    [Theory]
    [MemberData(nameof(Every))]
    public void A_refusal_leads_to_the_phase_that_the_table_says(string effect, RefusalKind kind)
    {
        var script = Awaiting(effect).Refused(kind, kind is RefusalKind.StaleTurn ? 90 : null, kind is RefusalKind.ForeignChange ? "purple" : null);
        script.Is(Expected(effect, kind));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_refusal_that_is_repeated_for_ever_still_ends_and_says_why(string effect, RefusalKind kind)
    {
        var script = Awaiting(effect);
        for (var time = 0; time < 10 && script.State.Pending is { } pending && kind is not RefusalKind.StaleTurn; time++)
        {
            _ = pending is RunPreflight ? script.PreflightFinds("blue") : script.Refused(kind, color: "blue");
        }

        if (kind is RefusalKind.StaleTurn)
        {
            script.Refused(kind, turn: 90).Holds(state => Assert.True(state.Pending!.Turn > 90));
            return;
        }

        // Going back has no limit: an old color that is not ready yet, or a writer that lets nobody through, is waited for, for ever.
        var waits = script.State is { Phase: EnvironmentPhase.RollingBack, Pending: RestoreTraffic }
            && kind is RefusalKind.NotReady or RefusalKind.DeadlineExceeded or RefusalKind.Conflict;
        Assert.True(waits || Ends.Contains(script.State.Phase), $"{script.State.Phase}");
        Assert.True(script.State.Phase is EnvironmentPhase.Live || (script.State.Back?.Reason ?? script.State.Reason) is { Length: > 0 });
    }

    [Fact]
    public void Logs_of_failing_pods_are_kept()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying);
        script.Apply(new EffectRefused(script.Now, script.State.Turn, new(RefusalKind.DeadlineExceeded, "0 of 2 ready", Logs: "cart-1: panic")))
            .Performs<RemovePreview>().Holds(state => Assert.Equal("cart-1: panic", state.Logs));
    }

    private static EnvironmentPhase Expected(string effect, RefusalKind kind) => (effect, kind) switch
    {
        (nameof(RestoreTraffic) or nameof(RemovePreview), RefusalKind.StaleTurn) => EnvironmentPhase.RollingBack,
        (nameof(RetirePrevious), _) => EnvironmentPhase.Live,
        (nameof(FollowActive), _) => EnvironmentPhase.Live,
        (nameof(RemovePreview), _) => EnvironmentPhase.RolledBack,
        (nameof(RestoreTraffic), RefusalKind.NotReady or RefusalKind.DeadlineExceeded or RefusalKind.Conflict) => EnvironmentPhase.RollingBack,
        (nameof(RestoreTraffic), _) => EnvironmentPhase.Blocked,
        (nameof(ShiftTraffic) or nameof(SwitchWorkers), RefusalKind.StaleTurn) => EnvironmentPhase.RollingBack,
        (_, RefusalKind.StaleTurn) => EnvironmentPhase.Preflight,
        (_, RefusalKind.ForeignChange or RefusalKind.TrafficSplit) => EnvironmentPhase.Blocked,
        (nameof(ShiftTraffic) or nameof(SwitchWorkers), RefusalKind.OtherOwner) => EnvironmentPhase.Blocked,
        (nameof(PrepareTarget) or nameof(RunPrepareJob), _) => EnvironmentPhase.Failed,
        _ => EnvironmentPhase.RollingBack,
    };

    private static EnvironmentScript Awaiting(string effect)
    {
        var plan = (effect is nameof(SwitchWorkers) ? WorkersTests.WithWorkers() : Plan()).WithChecks().WithJobs("migrate");
        var adopts = effect is nameof(AdoptWorkload);
        plan = adopts ? plan with { Target = plan.Target with { Adopt = true } } : plan;
        var script = new EnvironmentScript(plan);
        switch (effect)
        {
            case nameof(RestoreTraffic):
                return script.Reach(EnvironmentPhase.Baking).Abort();
            case nameof(RemovePreview):
                return script.Reach(EnvironmentPhase.Baking).Abort().Restored();
            case nameof(FollowActive):
                script.Reach(EnvironmentPhase.Live);
                return script.After(Seconds(30)).Sees(Found.Traffic(script.State, 100) with { BluePods = 2, GreenPods = 4 });
            case nameof(RetirePrevious):
                return script.Reach(EnvironmentPhase.Live).ReleaseEnds().Wait(TimeSpan.FromHours(1));
            default:
                script.Start();
                while (script.State.Pending!.GetType().Name != effect)
                {
                    _ = script.State.Pending switch
                    {
                        RunPreflight => script.PreflightFinds(adopts ? Found.Uncolored : Found.Serving("blue")),
                        RunPrepareJob => script.JobEnds(),
                        RunChecks => script.ChecksEnd(),
                        ShiftTraffic => script.Shifted(),
                        _ => script.Done(),
                    };
                }

                return script;
        }
    }
}
