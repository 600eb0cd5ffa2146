using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Jobs;

namespace Coordinator.Core.Environments;

/// <summary>A command on its way down, repeated until the environment's report names its id.</summary>
/// <param name="Id">Idempotency key, unique within the release.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="By">Who asks.</param>
/// <param name="Reason">Why.</param>
/// <param name="PlanDigest">With <see cref="DirectiveKind.Start"/>: digest of the environment's plan.</param>
/// <param name="Controls">With <see cref="DirectiveKind.Start"/>: untouched environments to be measured beside it; null = none.</param>
/// <param name="Job">With <see cref="DirectiveKind.JobEnded"/>: how it ended.</param>
public sealed record EnvironmentDirective(
    string Id, DirectiveKind Kind, string By, string Reason, string? PlanDigest = null, ImmutableArray<ControlRef>? Controls = null,
    SharedJobAnswer? Job = null)
{
    /// <summary>The command that the environment's machine takes.</summary>
    public EnvironmentCommand ToCommand(string release, DateTimeOffset at) => Kind switch
    {
        DirectiveKind.Start => new StartRequested(at, Id, release, By, Reason, PlanDigest ?? "", Controls),
        DirectiveKind.Abort => new AbortRequested(at, Id, release, By, Reason),
        DirectiveKind.Pause => new PauseRequested(at, Id, release, By, Reason),
        DirectiveKind.Resume => new ResumeRequested(at, Id, release, By, Reason),
        DirectiveKind.Promote => new PromoteRequested(at, Id, release, By, Reason),
        DirectiveKind.Retry => new RetryRequested(at, Id, release, By, Reason),
        DirectiveKind.End => new ReleaseEnded(at, Id, release, By, Reason),
        DirectiveKind.Regressed => new RegressionFound(at, Id, release, By, Reason),
        DirectiveKind.Reject => new RejectRequested(at, Id, release, By, Reason),
        DirectiveKind.JobEnded => new SharedJobTold(
            at, Id, release, By, Reason, Job ?? throw new InvalidOperationException($"directive {Id} tells no Job")),
    };
}
