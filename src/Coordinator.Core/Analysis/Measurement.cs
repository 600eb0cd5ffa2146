using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>One judged measurement of one metric.</summary>
/// <param name="Verdict">Its verdict by itself, before limits on counts.</param>
/// <param name="Value">Value; null where there is none.</param>
/// <param name="Because">Value against limit, for people.</param>
/// <param name="NoData">Why there is no value.</param>
/// <param name="IsError">Whether the source failed, rather than having nothing to tell.</param>
public sealed record Measurement(Verdict Verdict, double? Value, string Because, NoDataCause? NoData = null, bool IsError = false)
{
    /// <summary>Increase of the counters since the reading before, by label value; null where no two readings were compared.</summary>
    public ImmutableSortedDictionary<string, double>? Counted { get; init; }
}
