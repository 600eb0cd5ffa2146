namespace Coordinator.Core.Analysis.Regression;

/// <summary>Requests of both colours in one interval of one environment, and how many of them were bad: failed, or slower than the
/// limit.</summary>
/// <param name="OldRequests">Requests that the old colour answered.</param>
/// <param name="OldBad">Bad ones among them.</param>
/// <param name="NewRequests">Requests that the new colour answered.</param>
/// <param name="NewBad">Bad ones among them.</param>
public readonly record struct PairedCounts(double OldRequests, double OldBad, double NewRequests, double NewBad)
{
    /// <summary>Whether both colours answered requests and the numbers can be counts.</summary>
    public bool IsComparable => IsSound(OldRequests, OldBad) && IsSound(NewRequests, NewBad);

    /// <summary>Both together.</summary>
    public static PairedCounts operator +(PairedCounts left, PairedCounts right) => new(
        left.OldRequests + right.OldRequests, left.OldBad + right.OldBad, left.NewRequests + right.NewRequests, left.NewBad + right.NewBad);

    private static bool IsSound(double requests, double bad) => double.IsFinite(requests) && requests > 0 && bad >= 0 && bad <= requests;
}
