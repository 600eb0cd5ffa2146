using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Views;

/// <summary>A metric as people see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>errorRate</c>, <c>latency</c>, <c>downtime</c> or <c>value</c>.</param>
/// <param name="Value">Share, seconds or the query's unit; null where there is none.</param>
/// <param name="Limit">Greatest healthy value; null for none.</param>
/// <param name="Verdict">Its judgement.</param>
/// <param name="Because">Value against limit.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Recent">The last measurements, newest last, at most 10.</param>
/// <param name="NoData">Why the last measurement has no value; null where it has one.</param>
public sealed record MetricView(
    string Name, string Kind, double? Value, double? Limit, Verdict Verdict, string Because, string Source = "",
    ImmutableArray<RetainedMeasurement>? Recent = null, NoDataCause? NoData = null);
