using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Tests.Environments;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Model;

internal sealed partial class World
{
    private const int MostRounds = 400;

    /// <summary>Longer than any limit of a plan, at 15 s a round.</summary>
    private const int QuietRounds = 60;

    private static void CheckEnvironment(EnvironmentState before, EnvironmentState after, EnvironmentEvent happened)
    {
        EnvironmentRules.Check(before, after, happened);
        RoundTrip(after);
    }

    private static void RoundTrip<T>(T state)
    {
        var text = CoreJson.Write(state);
        Assert.Equal(text, CoreJson.Write(CoreJson.Read<T>(text)));
    }

    /// <summary>Invariant 6: after a wave has failed no further environment starts, unless its policy says continue or a person has
    /// it tried again.</summary>
    private void CheckRelease(ReleaseState before, ReleaseState after, string name)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (traces)
        {
            var members = after.Members.Select(member => $"{member.Key[..2]} {member.Value.Phase} {string.Join("+", member.Value.Open.Select(open => open.Kind))}");
            Say($"{name}: {before.Phase} → {after.Phase} {string.Join(", ", members)}");
        }

        RoundTrip(after);
        var plan = releasePlans[$"{name} plan"];
        foreach (var (key, member) in after.Members)
        {
            if (!member.Started || before.Members.GetValueOrDefault(key) is not { Started: false })
            {
                continue;
            }

            Assert.True(before.Stop is null && before.Back is null && before.Pause is null, $"{key} starts although {name} stopped");
            for (var wave = 0; wave < plan.Waves.Length; wave++)
            {
                var failed = before.Members.Values.Count(other => other.Wave == wave && other.CountsAsFailure);
                Assert.True(
                    plan.Waves[wave].FailurePolicy is { Then: FailureAction.Continue } || failed <= plan.Waves[wave].FailurePolicy.MaxFailed,
                    $"{key} starts after {plan.Waves[wave].Name} has failed");
            }
        }
    }

    private void CheckAll()
    {
        foreach (var (key, cluster) in clusters)
        {
            Assert.True(cluster.Broken is null, $"{key}: {cluster.Broken}");
        }

        CheckOwnersAndPermits();
        CheckExposure();
    }

    /// <summary>Invariant 10: who goes forward in an environment owns it and has its permit, and nobody else has.</summary>
    private void CheckOwnersAndPermits()
    {
        foreach (var (key, environment) in environments)
        {
            if (environment.State.Phase.IsForward())
            {
                Assert.True(
                    application.State.Permits.TryGetValue(key, out var permit) && permit.Release == environment.State.Release && permit.UnderWay,
                    $"{key} goes forward in {environment.State.Release} under the permit {permit}");
            }
        }
    }

    /// <summary>Invariant 5, over environments of releases that did not leave the queue.</summary>
    private void CheckExposure()
    {
        var exposed = environments.Where(environment => environment.Value.State is { ExposedSince: not null, Release: { } release }
            && application.State.Queue.Any(queued => queued.Release == release)).Select(environment => environment.Key).ToList();
        Assert.True(Limit.MaxEnvironments is not { } most || exposed.Count <= most, $"exposed: {string.Join(", ", exposed)}");
        Assert.True(
            Limit.MaxEnvironments is not { } limit || application.State.Permits.Count(permit => permit.Value.Exposed) <= limit,
            $"permits: {string.Join(", ", application.State.Permits)}");
    }

    /// <summary>Invariant 7: in fair weather everything ends, or says why it does not.</summary>
    private void Settle()
    {
        Say($"fair weather");
        weather = weather with { Loss = 0, Person = 0, Foreign = 0, PodDeath = 0 };
        var (written, since) = (0L, 0);
        for (var round = 0; round < MostRounds && !IsQuiet() && round - since < QuietRounds; round++)
        {
            (written, since) = written == Rows() ? (written, since) : (Rows(), round);
            foreach (var key in environments.Keys)
            {
                foreach (var color in Enum.GetValues<Color>())
                {
                    clusters[key].Ready[color] = clusters[key].Versions[color] is not null;
                }

                foreach (var name in releases.Keys)
                {
                    Drive(name, key);
                }

                Perform(key, fails: false, isLost: false);
                Sample(key, isLost: false);
            }

            RunJobs(isFair: true);
            while (messages.Count > 0)
            {
                Deliver(0);
            }

            Pass(Seconds(15));
            CheckAll();
        }
    }

    private long Rows() => releases.Values.Sum(release => release.Record.Sequence) + environments.Values.Sum(environment => environment.Record.Sequence);

    private bool IsQuiet() => releases.Values.All(IsSettled) && environments.Values.All(environment => IsSettled(environment.State));

    private static bool IsSettled(Actor<ReleasePlan, ReleaseState, ReleaseEvent> release) =>
        release.State.Phase.IsEnded() && release.State.Members.Values.All(member => member.Open.IsEmpty);

    private static bool IsSettled(EnvironmentState state) => state.Phase is EnvironmentPhase.Queued || (state.Phase.IsEnded() && state.Pending is null);

    private void CheckEnd()
    {
        foreach (var (key, environment) in environments)
        {
            var state = environment.State;
            Assert.True(
                IsSettled(state) || state.Phase is EnvironmentPhase.Blocked || state.Pause is not null,
                $"{key} is left in {state.Phase} {state.Pending}");
            Assert.True(
                state.Phase is not (EnvironmentPhase.RolledBack or EnvironmentPhase.Failed) || state.Colors is null
                    || clusters[key].Share(state.Colors.Preview) == 0 || state.ForeignChanges > 0 || !clusters[key].IsUntouched,
                $"{key} is {state.Phase} and serves {clusters[key].Selector} {clusters[key].Route}");
            Assert.True(
                state.Phase is not EnvironmentPhase.Live || clusters[key].Share(state.Colors!.Preview) == 100 || !clusters[key].IsUntouched,
                $"{key} is Live and serves {clusters[key].Selector} {clusters[key].Route}");
        }

        foreach (var (name, release) in releases)
        {
            Assert.True(
                IsSettled(release) || release.State.Pause is not null || release.State.Waiting is not null
                    || release.State.Members.Values.Any(member => member.Phase is EnvironmentPhase.Blocked || member.Report?.Pause is not null || member.Obstacle is not null),
                $"{name} is left in {release.State.Phase}: {CoreJson.Write(release.State)}");
        }

        Assert.Empty(application.Replayed());
        Assert.All(releases.Values, release => Assert.Empty(release.Replayed()));
        Assert.All(regions.Values, region => Assert.Empty(region.Replayed()));
        Assert.All(environments.Values, environment => Assert.Empty(environment.Replayed()));
    }
}
