using System.Collections.Immutable;
using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Model;

/// <summary>An application, its releases, their regions and environments, a cluster for each, and messages between them that may
/// be lost, doubled and late. One seed decides everything.</summary>
internal sealed partial class World
{
    private readonly Random random;
    private readonly bool traces;
    private readonly Dictionary<string, ReleasePlan> releasePlans = [];
    private readonly Dictionary<string, EnvironmentPlan> environmentPlans = [];
    private readonly Actor<object, ApplicationState, ApplicationEvent> application;
    private readonly SortedDictionary<string, Actor<ReleasePlan, ReleaseState, ReleaseEvent>> releases = [];
    private readonly SortedDictionary<string, Actor<object, RegionState, RegionEvent>> regions = [];
    private readonly SortedDictionary<string, Actor<EnvironmentPlan, EnvironmentState, EnvironmentEvent>> environments = [];
    private readonly Dictionary<string, ModelCluster> clusters = [];
    private readonly HashSet<string> bad = [];
    private readonly List<Action> messages = [];
    private readonly List<(string Key, EnvironmentEffect Effect, EnvironmentPlan Plan)> inFlight = [];
    private readonly List<string> log = [];
    private Weather weather;
    private DateTimeOffset now = Epoch;
    private readonly bool sharesJobs;
    private int actions;

    public World(int seed, bool traces = false)
    {
        random = new(seed);
        this.traces = traces;
        weather = new(random.Next(0, 15), random.Next(0, 4), random.Next(0, 2), random.Next(0, 3), random.Next(0, 60));
        application = new(new ApplicationMachine(), "cart", _ => null);
        Limit = new() { MaxEnvironments = random.Next(3) == 0 ? null : random.Next(1, 3), ProvenAfter = Seconds(random.Next(2) == 0 ? 60 : 300) };
        var count = random.Next(2, 5);
        for (var index = 0; index < count; index++)
        {
            var key = new EnvironmentKey($"c{index}", "shop", "cart").ToString();
            environments[key] = new(new EnvironmentMachine(), key, digest => environmentPlans.GetValueOrDefault(digest));
            var kind = (RouterKind)random.Next(4);
            clusters[key] = random.Next(6) == 0 ? ModelCluster.Empty(kind) : new(kind);
        }

        sharesJobs = random.Next(3) == 0;
        AddRelease("r1", supersede: false);
    }

    /// <summary>The application's exposure limit, the same in all releases.</summary>
    public ExposureSpec Limit { get; }

    /// <summary>Where environments and releases ended.</summary>
    public IEnumerable<string> Ends => environments.Values.Select(environment => $"{environment.State.Phase}")
        .Concat(releases.Values.Select(release => $"release {release.State.Phase}"));

    public string Log => string.Join(Environment.NewLine, log.TakeLast(200));

    /// <summary>Random moves under the weather, then fair weather until nothing moves.</summary>
    public void Run(int moves)
    {
        for (var move = 0; move < moves; move++)
        {
            if (move == moves / 2 && random.Next(3) == 0)
            {
                AddRelease("r2", supersede: random.Next(2) == 0);
            }

            Move();
            CheckAll();
        }

        Settle();
        CheckEnd();
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private void Say(FormattableString what)
    {
        if (traces)
        {
            log.Add($"{(now - Epoch).TotalSeconds,6:0} {what}");
        }
    }

    private void AddRelease(string name, bool supersede)
    {
        var keys = environments.Keys.ToList();
        var cut = random.Next(1, keys.Count + 1);
        var policy = new FailurePolicySpec(random.Next(2), (FailureAction)random.Next(3));
        string[][] groups = cut == keys.Count ? [[.. keys]] : [[.. keys.Take(cut)], [.. keys.Skip(cut)]];
        var plan = new ReleasePlan
        {
            Release = name,
            Application = "cart",
            Version = name,
            Supersede = supersede,
            Exposure = Limit,
            RollbackScope = (Scope)random.Next(4),
            Steps = [new(100, TimeSpan.Zero)],
            Waves = [.. groups.Select((group, index) => new WavePlan(
                $"w{index}", random.Next(1, 4), Seconds(30), null, policy,
                [.. group.Select(key => Planned(name, key))]))],
        };
        releasePlans[$"{name} plan"] = plan;
        releases[name] = new(new ReleaseMachine(), name, digest => releasePlans.GetValueOrDefault(digest));
        Say($"{name}: {plan.RollbackScope} {policy} {Limit.MaxEnvironments} {weather}");
        releases[name].Take(new ReleaseSubmitted(now, $"{name} plan", "ada"));
    }

    private PlannedEnvironment Planned(string release, string key)
    {
        var digest = $"{release} {key}";
        var plan = Plan(StepsOf(clusters[key].Kind));
        environmentPlans[digest] = plan with
        {
            BlueGreen = plan.BlueGreen with { Router = new(clusters[key].Kind, RouteObservation.IsUsedBy(clusters[key].Kind) ? "cart" : null) },
            Key = EnvironmentKey.Parse(key),
            Release = release,
            Version = release,
            Prepare = sharesJobs ? [.. SharedJobsOf] : [],
            Bake = Seconds(30),
            ProvenAfter = Limit.ProvenAfter,
            Rollback = new() { Automatic = random.Next(4) > 0, AfterSuccess = (AfterSuccess)random.Next(2) },
        };
        if (Chance(weather.BadVersion))
        {
            bad.Add(digest);
        }

        return new(EnvironmentKey.Parse(key), RegionOf(key), 1, digest);
    }

    private StepSpec[] StepsOf(RouterKind kind)
    {
        var last = new StepSpec(100, random.Next(2) == 0 ? TimeSpan.Zero : Seconds(30));
        return kind is RouterKind.Service || random.Next(3) == 0 ? [last] : [new(10, Seconds(15)), new(50, Seconds(15)), last];
    }

    private static string RegionOf(string key) => key[1] < '2' ? "eu" : "us";

    private Actor<object, RegionState, RegionEvent> Region(string release, string region)
    {
        var key = $"{release}/{region}";
        if (!regions.TryGetValue(key, out var actor))
        {
            regions[key] = actor = new(new RegionMachine(), key, _ => null);
        }

        return actor;
    }
}
