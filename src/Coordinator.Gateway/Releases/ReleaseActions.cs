using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Metrics;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Coordinator.Grains;

namespace Coordinator.Gateway.Releases;

/// <summary>Acts on releases for people.</summary>
internal sealed class ReleaseActions(ReleaseDirectory releases, GrainCalls grains, Audit audit, GatewayMetrics metrics)
{
    /// <summary>Takes an action, once by its key.</summary>
    /// <param name="name">The release.</param>
    /// <param name="action">What.</param>
    /// <param name="body">Where and why.</param>
    /// <param name="key">Idempotency key of the caller; null for none.</param>
    /// <param name="caller">Who.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; an action that is under way is not taken back.</param>
    public async Task<Input<ReleaseView>> ActAsync(
        string name, ReleaseAction action, ActionBody body, string? key, Caller caller, CancellationToken cancellationToken)
    {
        if (await releases.FindAsync(name, cancellationToken) is null)
        {
            return Problem.NoRelease(name);
        }

        // Keys of two people, or of two actions, are two keys.
        var verb = action.ToString().ToLowerInvariant();
        var id = $"{caller.Subject}/{verb}/{key ?? Guid.NewGuid().ToString("N")}";
        var request = new ReleaseActionRequest(
            id, action, caller.Subject, caller.Roles, body.Wave, body.Environment, body.Reason ?? "no reason given");
        var refusal = await grains.AskAsync(
            factory => factory.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).ActAsync(request), cancellationToken);
        audit.Acted(caller, verb, name, ScopeOf(body), request.Reason, refusal);
        metrics.Acted(verb, refusal is null);
        return refusal is null
            ? await releases.ViewAsync(name, cancellationToken)
            : Problem.Of(ProblemKind.Refused, refusal, name, body.Environment);
    }

    private static string ScopeOf(ActionBody body) => body switch
    {
        { Wave: null, Environment: null } => "all",
        { Wave: { } wave, Environment: null } => $"wave {wave}",
        { Wave: null, Environment: { } environment } => $"environment {environment}",
        { Wave: { } wave, Environment: { } environment } => $"environment {environment} of wave {wave}",
    };
}
