using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>Missing data in words.</summary>
public static class NoDataText
{
    /// <summary>The cause as the format names it, and what follows from it: <c>sourceDead: the hold waits</c>.</summary>
    /// <param name="cause">Why there is no value.</param>
    /// <param name="policy">What the release says that it means.</param>
    public static string Of(NoDataCause cause, NoDataPolicy policy) => $"{Name(cause)}: {Consequence(policy)}";

    private static string Name(NoDataCause cause) => cause switch
    {
        NoDataCause.Idle => "idle",
        NoDataCause.SourceDead => "sourceDead",
        NoDataCause.AbsentSeries => "absentSeries",
        NoDataCause.NotANumber => "notANumber",
        NoDataCause.TooFewRequests => "tooFewRequests",
        NoDataCause.FirstSample => "firstSample",
        NoDataCause.Malformed => "malformed",
        NoDataCause.Stale => "stale",
    };

    private static string Consequence(NoDataPolicy policy) => policy switch
    {
        NoDataPolicy.Pause => "the hold waits",
        NoDataPolicy.Fail => "counts as a failure",
        NoDataPolicy.Pass => "left out of the verdict",
    };
}
