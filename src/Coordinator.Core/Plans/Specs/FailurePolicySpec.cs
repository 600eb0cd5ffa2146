namespace Coordinator.Core.Plans.Specs;

/// <summary>What the release does once more than <paramref name="MaxFailed"/> environments of the wave failed.</summary>
/// <param name="MaxFailed">Default 0; 0 to 10000.</param>
/// <param name="Then">Default <see cref="FailureAction.Stop"/>.</param>
public sealed record FailurePolicySpec(int MaxFailed = 0, FailureAction Then = FailureAction.Stop);
