namespace Coordinator.Core.Plans.Specs;

/// <summary>A recurring window: five-field cron expression of its start, and its length.</summary>
public sealed record AllowWindowSpec(string Cron, TimeSpan Duration);
