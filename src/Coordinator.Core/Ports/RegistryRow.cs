namespace Coordinator.Core.Ports;

/// <summary>A row of the registry.</summary>
/// <param name="Kind">e.g. <c>release</c>, <c>cluster</c>, <c>environment</c>.</param>
/// <param name="Name">Unique within its kind, compared ordinally; 1 to 512 characters.</param>
/// <param name="Content">JSON, at most 1 MiB.</param>
/// <param name="DueAt">When a sweep wakes it at the latest; null once it is finished.</param>
/// <param name="Version">From 1; raised by each update.</param>
public sealed record RegistryRow(string Kind, string Name, string Content, DateTimeOffset? DueAt, long Version = 1);
