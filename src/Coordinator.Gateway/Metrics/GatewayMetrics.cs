using Prometheus;

namespace Coordinator.Gateway.Metrics;

/// <summary>What the gateway counts. Its registry also takes the meters of Orleans, ASP.NET Core and the runtime.</summary>
internal sealed class GatewayMetrics
{
    private readonly Counter submitted;
    private readonly Counter acted;
    private readonly Gauge streams;

    /// <summary>Registers the counters.</summary>
    public GatewayMetrics()
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        submitted = factory.CreateCounter("coordinator_submissions_total", "Releases that were submitted, by outcome.", "outcome");
        acted = factory.CreateCounter("coordinator_actions_total", "Actions of people, by action and outcome.", "action", "outcome");
        streams = factory.CreateGauge("coordinator_event_streams", "Live event streams that are open.");
        Releases = factory.CreateGauge("coordinator_releases", "Releases that are not settled, by phase.", "phase");
        DotNetStats.Register(Registry);
    }

    /// <summary>Everything that <c>/metrics</c> shows.</summary>
    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    /// <summary>Releases by phase.</summary>
    public Gauge Releases { get; }

    /// <summary>Counts a submission.</summary>
    public void Submitted(string outcome) => submitted.WithLabels(outcome).Inc();

    /// <summary>Counts an action.</summary>
    public void Acted(string action, bool isTaken) => acted.WithLabels(action, isTaken ? "taken" : "refused").Inc();

    /// <summary>Tells how many streams are open.</summary>
    public void StreamsOpen(int count) => streams.Set(count);
}
