using System.Collections.Immutable;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Coordinator.Grains;

namespace Coordinator.Gateway.Clusters;

/// <summary>Registers clusters and acts on them for people.</summary>
internal sealed class ClusterActions(ClusterDirectory clusters, IRegistry registry, GrainCalls grains, CoordinatorClock clock, Audit audit)
{
    /// <summary>Unfinished releases that are looked through before a cluster is removed.</summary>
    private const int MostReleases = 1000;

    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);

    /// <summary>Adds a cluster or replaces its content.</summary>
    public async Task<ClusterRegistration> RegisterAsync(ClusterSpec cluster, Caller caller, CancellationToken cancellationToken)
    {
        var outcome = await grains.AskAsync(
            factory => factory.GetGrain<IClusterGrain>(GrainKeys.Cluster(cluster.Name)).RegisterAsync(cluster, caller.Subject), cancellationToken);
        audit.Registered(caller, outcome.Name, outcome.Outcome);
        return outcome;
    }

    /// <summary>Takes an action, once by its key.</summary>
    public async Task<Input<ClusterView>> ActAsync(
        string name, ClusterAction action, string? reason, string? key, Caller caller, CancellationToken cancellationToken)
    {
        if (await clusters.FindAsync(name, cancellationToken) is not { } before)
        {
            return NoCluster(name);
        }

        var verb = action.ToString().ToLowerInvariant();
        ImmutableArray<string> usedBy = action is ClusterAction.Remove ? await UsersAsync(name, cancellationToken) : [];
        var request = new ClusterActionRequested(
            default, $"{caller.Subject}/{verb}/{key ?? Guid.NewGuid().ToString("N")}", action, caller.Subject, reason ?? "no reason given", usedBy);
        var refusal = await grains.AskAsync(
            factory => factory.GetGrain<IClusterGrain>(GrainKeys.Cluster(name)).ActAsync(request), cancellationToken);
        audit.ActedOnCluster(caller, verb, name, request.Reason, refusal);
        return refusal is null
            ? await clusters.FindAsync(name, cancellationToken) ?? before with { Removed = true }
            : Problem.Of(ProblemKind.Refused, $"cluster {name}: {refusal}");
    }

    /// <summary>The answer where there is no such cluster.</summary>
    public static ProblemView NoCluster(string name) => Problem.Of(ProblemKind.NotFound, $"there is no cluster '{name}'");

    private async Task<ImmutableArray<string>> UsersAsync(string cluster, CancellationToken cancellationToken)
    {
        var rows = await registry.ListDueAsync(RegistryKinds.Release, clock.Now, "", MostReleases, cancellationToken);
        var views = await grains.AskManyAsync(
            [.. rows.Select(row => row.Name)],
            async (factory, name) => await factory.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).ViewAsync() ?? throw new TimeoutException(name),
            LookLimit, cancellationToken);
        return
        [
            .. views.Where(view => !view.Phase.IsEnded() && view.Waves.Any(wave => wave.Environments.Any(environment => environment.Key.Cluster == cluster)))
                .Select(view => view.Name).Order(StringComparer.Ordinal),
        ];
    }
}
