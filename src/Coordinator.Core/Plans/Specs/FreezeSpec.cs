namespace Coordinator.Core.Plans.Specs;

/// <summary>A period in which nothing starts.</summary>
public sealed record FreezeSpec(DateTimeOffset From, DateTimeOffset Until, string? Reason);
