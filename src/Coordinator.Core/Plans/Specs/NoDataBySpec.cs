namespace Coordinator.Core.Plans.Specs;

/// <summary>What it means that nothing could be measured, by cause; null = as the metric's <see cref="MetricSpec.NoData"/> says.</summary>
public sealed record NoDataBySpec
{
    /// <summary>Nothing was asked of the colour.</summary>
    public NoDataPolicy? Idle { get; init; }

    /// <summary>No pod could be scraped, or the source does not answer.</summary>
    public NoDataPolicy? SourceDead { get; init; }

    /// <summary>The series is not in the answer.</summary>
    public NoDataPolicy? AbsentSeries { get; init; }

    /// <summary>The value is not a number.</summary>
    public NoDataPolicy? NotANumber { get; init; }

    /// <summary>Fewer requests than <see cref="MetricSpec.MinRequests"/>, for longer than <see cref="MetricSpec.ConsecutiveErrorLimit"/>
    /// measurements in a row.</summary>
    public NoDataPolicy? TooFewRequests { get; init; }

    /// <summary>The answer is malformed, too large or of the wrong type.</summary>
    public NoDataPolicy? Malformed { get; init; }

    /// <summary>The samples carry the same time as at the reading before.</summary>
    public NoDataPolicy? Stale { get; init; }
}
