namespace Coordinator.Grains;

/// <summary>The coordinator's clock: the wall's, or one that runs faster in demos and tests. Orleans itself keeps the wall's.</summary>
/// <param name="Time">Instants, delays and timers of everything that the coordinator decides.</param>
/// <param name="Factor">How many times faster than the wall's it runs. Default 1; at least 1.</param>
public sealed record CoordinatorClock(TimeProvider Time, double Factor = 1)
{
    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>A span of the wall's time on this clock.</summary>
    public TimeSpan FromWall(TimeSpan wall) => wall * Factor;

    /// <summary>The longer of a span on this clock and a span of the wall's time: what waits for real work must not spin.</summary>
    public TimeSpan AtLeastWall(TimeSpan span, TimeSpan wall) => span > FromWall(wall) ? span : FromWall(wall);
}
