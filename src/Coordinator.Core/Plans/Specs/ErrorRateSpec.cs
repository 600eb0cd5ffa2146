using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Coordinator.Core.Plans.Specs;

/// <summary>The share of failed requests, from a counter.</summary>
/// <param name="Requests">Counter. Default <c>http_requests_total</c>.</param>
/// <param name="StatusLabel">Label with the status. Default <c>status</c>.</param>
/// <param name="Errors">Anchored regular expression of failed statuses. Default <c>5..</c>.</param>
public sealed record ErrorRateSpec(string Requests = "http_requests_total", string StatusLabel = "status", string Errors = "5..")
{
    /// <summary>Sum of the counts whose status is a failed one.</summary>
    /// <param name="counts">Counts by status.</param>
    public double FailedIn(ImmutableSortedDictionary<string, double> counts)
    {
        var errors = new Regex($"^(?:{Errors})$", RegexOptions.NonBacktracking);
        return counts.Where(series => errors.IsMatch(series.Key)).Sum(series => series.Value);
    }
}
