namespace Coordinator.Core.Ports;

/// <summary>Why a metric has no value.</summary>
public enum NoDataCause
{
    /// <summary>Nothing was asked of the colour.</summary>
    Idle,

    /// <summary>No pod could be scraped, or the source does not answer.</summary>
    SourceDead,

    /// <summary>The series is not in the answer.</summary>
    AbsentSeries,

    /// <summary>The value is not a number.</summary>
    NotANumber,

    /// <summary>Fewer requests than minRequests so far.</summary>
    TooFewRequests,

    /// <summary>Only one sample so far: differences need two.</summary>
    FirstSample,

    /// <summary>The answer is malformed, too large or of the wrong type.</summary>
    Malformed,

    /// <summary>The samples carry the same time as at the reading before: they were not measured since.</summary>
    Stale,
}
