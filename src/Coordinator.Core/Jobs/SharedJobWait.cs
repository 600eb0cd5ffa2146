using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Jobs;

/// <summary>What an environment waits for that its region or its release runs, once for all.</summary>
/// <param name="Job">Name of the <c>prepare</c> Job.</param>
/// <param name="Scope">Who runs it: region or release.</param>
/// <param name="PlanDigest">Plan of the environment that waits: where the Job would run, and what it is.</param>
/// <param name="Color">The new colour there.</param>
/// <param name="Limit">Time for all attempts, and to get the Job there.</param>
/// <param name="Until">When the environment stops waiting: by then whoever runs it must have told how it ended.</param>
/// <param name="RetriedAt">When a person had the environment tried again; null in its first attempt. It allows a Job that ended
/// before, and not with success, to be run again.</param>
public sealed record SharedJobWait(
    string Job, Scope Scope, string PlanDigest, Color? Color, TimeSpan Limit, DateTimeOffset Until, DateTimeOffset? RetriedAt);
