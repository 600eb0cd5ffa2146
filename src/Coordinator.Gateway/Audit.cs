using Coordinator.Gateway.Security;
using Coordinator.Grains;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway;

/// <summary>The audit log: who did what, when, from where and why. The journal holds it too, where it changed a release.</summary>
internal sealed partial class Audit(ILogger<Audit> logger, CoordinatorClock clock)
{
    /// <summary>A release was submitted.</summary>
    public void Submitted(Caller caller, string release, string outcome, string digest) =>
        LogSubmitted(logger, clock.Now, caller.Subject, caller.Remote, release, outcome, digest);

    /// <summary>Someone acted on a release.</summary>
    public void Acted(Caller caller, string action, string release, string scope, string reason, string? refusal) =>
        LogActed(logger, clock.Now, caller.Subject, caller.Remote, action, release, scope, reason, refusal ?? "taken");

    /// <summary>A cluster was registered.</summary>
    public void Registered(Caller caller, string cluster, string outcome) =>
        LogRegistered(logger, clock.Now, caller.Subject, caller.Remote, cluster, outcome);

    /// <summary>Someone acted on a cluster.</summary>
    public void ActedOnCluster(Caller caller, string action, string cluster, string reason, string? refusal) =>
        LogActedOnCluster(logger, clock.Now, caller.Subject, caller.Remote, action, cluster, reason, refusal ?? "taken");

    /// <summary>Someone signed in with a browser, or tried to.</summary>
    public void SignedIn(string? subject, string remote) => LogSignedIn(logger, clock.Now, subject ?? "nobody", remote);
}
