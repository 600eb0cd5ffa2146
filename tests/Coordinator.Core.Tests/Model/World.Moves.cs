using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Model;

internal sealed partial class World
{
    private readonly Dictionary<string, long> asked = [];

    private void Move()
    {
        var key = environments.Keys.ElementAt(random.Next(environments.Count));
        switch (random.Next(100))
        {
            case < 30 when messages.Count > 0:
                Deliver(random.Next(messages.Count));
                break;
            case < 55:
                Perform(key, Chance(weather.Loss), Chance(weather.Loss));
                break;
            case < 70:
                Sample(key, isLost: Chance(weather.Loss));
                break;
            case < 78:
                Pass(Seconds(random.Next(1, 20)));
                break;
            case < 90:
                Drive(releases.Keys.ElementAt(random.Next(releases.Count)), key);
                break;
            case < 92:
                RunJobs(isFair: false);
                break;
            case < 95 when inFlight.Count > 0:
                Land(random.Next(inFlight.Count));
                break;
            default:
                Disturb(key);
                break;
        }
    }

    private void Disturb(string key)
    {
        if (Chance(weather.Person * 10))
        {
            Act();
        }

        if (Chance(weather.Foreign * 4))
        {
            if (clusters[key].Route is not null && random.Next(2) == 0)
            {
                clusters[key].Patch(random.Next(3) switch { 0 => 100, 1 => 0, _ => 65 });
            }
            else
            {
                clusters[key].Patch(random.Next(3) switch { 0 => "blue", 1 => "green", _ => "none" });
            }

            Say($"{key}: someone sets the selector to {clusters[key].Selector}, the route to {clusters[key].Route}");
        }

        if (Chance(weather.PodDeath * 5))
        {
            var color = (Color)random.Next(2);
            clusters[key].Grow(color);
            clusters[key].Ready[color] = !clusters[key].Ready[color] && clusters[key].Versions[color] is not null;
            Say($"{key}: {color} is {(clusters[key].Ready[color] ? "" : "not ")}ready");
        }
    }

    private void Pass(TimeSpan time)
    {
        now += time;
        foreach (var environment in environments.Values)
        {
            if (PlanOf(environment.State) is { } plan && EnvironmentDeadlines.Of(plan, environment.State) <= now)
            {
                Take(environment, new TimePassed(now));
            }
        }

        foreach (var release in releases.Values)
        {
            release.Take(new ReleaseTimePassed(now));
        }

        foreach (var region in regions.Values)
        {
            region.Take(new RegionTimePassed(now));
        }
    }

    private EnvironmentPlan? PlanOf(EnvironmentState state) => state.PlanDigest is { } digest ? environmentPlans[digest] : null;

    private void Take(Actor<EnvironmentPlan, EnvironmentState, EnvironmentEvent> environment, EnvironmentEvent happened)
    {
        var before = environment.State;
        if (environment.Take(happened))
        {
            Say($"{environment.Key}: {happened.GetType().Name} {before.Phase} → {environment.State.Phase} {environment.State.Pending?.GetType().Name} {environment.State.Turn}");
            CheckEnvironment(before, environment.State, happened);
            CheckJobs(before, environment.State);
            Report(environment);
        }
    }

    private void Report(Actor<EnvironmentPlan, EnvironmentState, EnvironmentEvent> environment)
    {
        if (environment.State.Release is not { } release)
        {
            return;
        }

        var report = EnvironmentReport.Of(environment.State, environment.Record.Sequence);
        Send(() => TakeReport(release, environment.Key, report));
    }

    private void TakeReport(string release, string key, EnvironmentReport report)
    {
        var region = Region(release, RegionOf(key));
        region.Take(new ReportsReceived(now, [report]));
        ReportUp(region);
    }

    private void ReportUp(Actor<object, RegionState, RegionEvent> region)
    {
        if (region.State.Release.Length == 0)
        {
            return;
        }

        var (name, reports) = (region.State.Release, region.State.Members.Values.Select(member => member.Report).OfType<EnvironmentReport>().ToImmutableArray());
        Send(() => TakeReports(name, reports));
    }

    private void TakeReports(string name, ImmutableArray<EnvironmentReport> reports)
    {
        var release = releases[name];
        var before = release.State;
        release.Take(new EnvironmentsReported(now, reports));
        CheckRelease(before, release.State, name);
    }

    /// <summary>What the grains do with what is open: the release asks and directs, the region directs.</summary>
    private void Drive(string name, string key)
    {
        var release = releases[name];
        var plan = releasePlans[$"{name} plan"];
        var region = RegionOf(key);
        var open = release.State.Members.Where(member => member.Value.Region == region)
            .SelectMany(member => member.Value.Open.Select(directive => new AddressedDirective(EnvironmentKey.Parse(member.Key), directive)))
            .ToImmutableArray();
        Send(() =>
        {
            Region(name, region).Take(new DirectivesReceived(now, name, plan.RollbackScope, open));
            ReportUp(Region(name, region));
        });
        if (Region(name, region).State.Members.TryGetValue(key, out var member))
        {
            Send(() => Command(name, key, member.Open));
        }

        Ask(name, plan);
    }

    private void Command(string name, string key, ImmutableArray<EnvironmentDirective> open)
    {
        foreach (var directive in open)
        {
            Take(environments[key], directive.ToCommand(name, now));
        }

        TakeReport(name, key, EnvironmentReport.Of(environments[key].State, environments[key].Record.Sequence));
    }

    private void Ask(string name, ReleasePlan plan)
    {
        var release = releases[name];
        if (release.State.Phase.IsEnded())
        {
            application.Take(new ReleaseLeft(now, name));
            return;
        }

        var request = ReleaseMachine.Request(plan, release.State, release.Record.Sequence, now);
        var call = asked[name] = asked.GetValueOrDefault(name) + 1;
        Send(() =>
        {
            // A release that left in the meantime does not queue again by a late call.
            if (releases[name].State.Phase.IsEnded())
            {
                return;
            }

            application.Take(new ReleaseQueued(now, name, plan.Supersede));
            application.Take(request);
            var answer = ApplicationMachine.Answer(application.State, request);
            Send(() => Answer(name, call, answer));
        });
    }

    /// <summary>Only the answer to the last call is heard: the grain has one call under way.</summary>
    private void Answer(string name, long call, PermitAnswer answer)
    {
        if (asked[name] == call)
        {
            asked[name]++;
            var before = releases[name].State;
            releases[name].Take(new PermitsAnswered(now, answer));
            CheckRelease(before, releases[name].State, name);
        }
    }

    private void Send(Action message)
    {
        if (!Chance(weather.Loss))
        {
            messages.Add(message);
        }

        if (Chance(weather.Loss / 2))
        {
            messages.Add(message);
        }
    }

    private void Deliver(int index)
    {
        var message = messages[index];
        messages.RemoveAt(index);
        message();
    }

    /// <summary>Performs the pending effect; the call may fail before or after it was applied, or stay under way.</summary>
    private void Perform(string key, bool fails, bool isLost)
    {
        var environment = environments[key];
        if (environment.State.Pending is not { } effect || PlanOf(environment.State) is not { } plan)
        {
            return;
        }

        if (fails && random.Next(2) == 0)
        {
            if (random.Next(2) == 0)
            {
                clusters[key].PerformHalf(effect);
            }

            inFlight.Add((key, effect, plan));
            Take(environment, new EffectFaulted(now, effect.Turn, "timeout"));
            return;
        }

        var answer = clusters[key].Perform(effect, plan, now);
        Say($"{key}: {effect.GetType().Name} {effect.Turn} → {(answer is EffectRefused refused ? refused.Refusal.Kind : "done")}{(isLost ? ", lost" : "")}");
        if (!isLost)
        {
            Take(environment, answer);
        }

        if (Chance(weather.Loss))
        {
            messages.Add(() => Take(environment, answer));
        }
    }

    /// <summary>A write that was given up long ago arrives.</summary>
    private void Land(int index)
    {
        var (key, effect, plan) = inFlight[index];
        inFlight.RemoveAt(index);
        var higher = clusters[key].Turn > effect.Turn;
        var (selector, route, versions) = (clusters[key].Selector, clusters[key].Route, string.Join(",", clusters[key].Versions.Values));
        var answer = clusters[key].Perform(effect, plan, now);
        Say($"{key}: {effect.GetType().Name} {effect.Turn} lands late → {answer.GetType().Name}");
        if (higher && effect is not RunPreflight)
        {
            Assert.Equal((selector, route, versions), (clusters[key].Selector, clusters[key].Route, string.Join(",", clusters[key].Versions.Values)));
        }
    }

    private void Sample(string key, bool isLost)
    {
        var environment = environments[key];
        if (PlanOf(environment.State) is not { } plan || EnvironmentDeadlines.NextSample(plan, environment.State) is not { } due || due > now)
        {
            return;
        }

        if (isLost)
        {
            Take(environment, new Sampled(now, environment.State.Turn, [], null, "timeout"));
            return;
        }

        var isBad = bad.Contains(environment.State.PlanDigest!);
        var readings = HealthJudge.Due(plan, environment.State.Analysis, now).Select(metric => new ScalarReading(metric.Name, isBad ? 1 : 0));
        Take(environment, new Sampled(now, environment.State.Turn, [.. readings], clusters[key].Observe()));
    }

    private void Act()
    {
        var name = releases.Keys.ElementAt(random.Next(releases.Count));
        var action = (ReleaseAction)random.Next(7);
        string? key = random.Next(2) == 0 ? null : environments.Keys.ElementAt(random.Next(environments.Count));
        Say($"ada: {action} {name} {key}");
        var before = releases[name].State;
        releases[name].Take(new ActionRequested(now, $"a{++actions}", action, "ada", ["admin"], null, key, "because"));
        CheckRelease(before, releases[name].State, name);
    }
}
