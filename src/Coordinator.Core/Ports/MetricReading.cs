using System.Text.Json.Serialization;

namespace Coordinator.Core.Ports;

/// <summary>What one source answered for one metric.</summary>
/// <param name="Metric">Name of the metric.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CounterReading), "counters")]
[JsonDerivedType(typeof(ProbeReading), "probe")]
[JsonDerivedType(typeof(ScalarReading), "scalar")]
[JsonDerivedType(typeof(FaultReading), "fault")]
public abstract record MetricReading(string Metric);
