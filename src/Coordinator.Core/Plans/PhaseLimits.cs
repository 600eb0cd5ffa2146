namespace Coordinator.Core.Plans;

/// <summary>Longest times of an environment's phases, on the coordinator's clock. With a scaled clock none is below 30 s of
/// wall time.</summary>
public sealed record PhaseLimits
{
    /// <summary>Preflight. Default 60 s, or preflight.timeout.</summary>
    public TimeSpan Preflight { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Namespace, configuration and Services. Default 120 s.</summary>
    public TimeSpan Prepare { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Deploying, adoption and scaling up. Default 600 s, or strategy.blueGreen.readyTimeout.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Writing the traffic object and reading it back with its endpoints. Default 120 s.</summary>
    public TimeSpan Shift { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time beyond a hold or bake in which it must have become Healthy. Default 10 minutes.</summary>
    public TimeSpan HoldGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the colour with users may have no ready pod while the other has. Default 10 s.</summary>
    public TimeSpan NotServing { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between looks at the traffic object while users are on the new colour. Default 5 s.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Least time of one attempt of a Job or a check. Default none.</summary>
    public TimeSpan Attempt { get; init; }

    /// <summary>The limit of one attempt, never below <see cref="Attempt"/>.</summary>
    public TimeSpan OfAttempt(TimeSpan timeout) => Max(timeout, Attempt);

    /// <summary>The defaults with a floor, for a clock that runs <paramref name="factor"/> times as fast as the wall's.</summary>
    public static PhaseLimits Create(TimeSpan preflight, TimeSpan ready, double factor)
    {
        var floor = factor > 1 ? TimeSpan.FromSeconds(30) * factor : TimeSpan.Zero;
        var defaults = new PhaseLimits();
        return new()
        {
            Preflight = Max(preflight, floor),
            Prepare = Max(defaults.Prepare, floor),
            Ready = Max(ready, floor),
            Shift = Max(defaults.Shift, floor),
            Attempt = floor,
            HoldGrace = Max(defaults.HoldGrace, floor),
            NotServing = Max(defaults.NotServing, factor > 1 ? TimeSpan.FromSeconds(1) * factor : TimeSpan.Zero),
        };
    }

    private static TimeSpan Max(TimeSpan limit, TimeSpan floor) => limit > floor ? limit : floor;
}
