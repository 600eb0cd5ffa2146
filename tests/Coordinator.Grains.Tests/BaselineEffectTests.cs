using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Grains.Environments;

namespace Coordinator.Grains.Tests;

/// <summary>The first shift reads the colours' counters before it.</summary>
public sealed class BaselineEffectTests : IMetricSource, ITrafficRouter
{
    private readonly List<string> calls = [];
    private Func<CancellationToken, Task<ImmutableArray<MetricReading>>> read = _ => Task.FromResult<ImmutableArray<MetricReading>>(
        [new CounterReading("errors", [new("pod-1", [new("200", 7)])]), new FaultReading("slow", NoDataCause.SourceDead, "away")]);

    [Fact]
    public async Task Counters_are_read_before_the_first_users_come()
    {
        var shifted = await ShiftAsync(isFirst: true);

        Assert.Equal(["errors", "shift"], calls);
        var only = Assert.IsType<CounterReading>(Assert.Single(shifted.Before!.Value));
        Assert.Equal(7, only.Pods.Single().Series.Single().Value);
    }

    [Fact]
    public async Task Where_the_old_color_keeps_users_its_counters_are_read_too()
    {
        var shifted = await ShiftAsync(isFirst: true, weight: 10);

        Assert.Equal(["errors", "errors of blue", "shift"], calls);
        Assert.IsType<CounterReading>(Assert.Single(shifted.OldBefore!.Value));
        Assert.NotNull(shifted.Before);
    }

    [Fact]
    public async Task Later_shifts_read_nothing()
    {
        Assert.Null((await ShiftAsync(isFirst: false)).Before);
        Assert.Equal(["shift"], calls);
    }

    [Fact]
    public async Task Users_do_not_wait_for_what_can_not_be_read()
    {
        read = _ => throw new ClusterUnreachableException("c1", "connection refused");
        Assert.Null((await ShiftAsync(isFirst: true)).Before);
        // An own limit of the source, not the end of the effect.
        read = _ => throw new OperationCanceledException();
        Assert.Null((await ShiftAsync(isFirst: true)).Before);
        Assert.Equal(["errors", "shift", "errors", "shift"], calls);
    }

    [Fact]
    public async Task More_than_a_journal_row_takes_is_left_out()
    {
        ImmutableArray<CounterSeries> many = [.. Enumerable.Range(0, 10_000).Select(label => new CounterSeries($"{label}", 1))];
        read = _ => Task.FromResult<ImmutableArray<MetricReading>>([new CounterReading("errors", [new("pod-1", many)])]);
        Assert.Null((await ShiftAsync(isFirst: true)).Before);
    }

    Task<ImmutableArray<MetricReading>> IMetricSource.SampleAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken)
    {
        calls.AddRange(metrics.Select(metric => color is Color.Green ? metric.Name : $"{metric.Name} of blue"));
        return read(cancellationToken);
    }

    Task<TrafficObservation> ITrafficRouter.ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<PortResult<TrafficObservation>> ITrafficRouter.ShiftAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken)
    {
        calls.Add("shift");
        return Task.FromResult<PortResult<TrafficObservation>>(new TrafficObservation("green", "green", 0, 100, 2, 2, 2, fence.Turn, fence.Owner, null));
    }

    Task<PortResult<TrafficObservation>> ITrafficRouter.RestoreAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<TrafficShifted> ShiftAsync(bool isFirst, int weight = 100)
    {
        var effects = new EnvironmentEffects(new(TimeProvider.System), null!, null!, null!, null!, this, null!, null!, this);
        var effect = new ShiftTraffic(2, new(Color.Blue, Color.Green, weight, DateTimeOffset.UnixEpoch), isFirst);
        return Assert.IsType<TrafficShifted>(await effects.PerformAsync(Plan(), effect, TestContext.Current.CancellationToken));
    }

    private static EnvironmentPlan Plan() => new()
    {
        Key = new("c1", "shop", "cart"),
        Owner = "test/c1",
        Region = "eu",
        Wave = "first",
        Capacity = 1,
        Release = "r1",
        Version = "2",
        ManifestsDigest = "sha256:0",
        Deployments = ["cart"],
        Target = new() { Namespace = "shop", Service = "cart" },
        Preflight = new(),
        BlueGreen = new() { Steps = [new(100, TimeSpan.Zero)] },
        Probes = new(),
        Analysis = new() { Metrics = [new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 }, new() { Name = "down", Probe = new(), Max = 1 }] },
        Rollback = new(),
        Bake = TimeSpan.Zero,
        ProvenAfter = TimeSpan.Zero,
    };
}
