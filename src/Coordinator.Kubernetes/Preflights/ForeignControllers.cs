using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>
/// Who else moves the users or replicas of this application. Argo Rollouts and Flagger do what a release does: two of them would
/// undo each other's writes, so they are refused by name. Argo CD and Flux apply: what they must leave alone is told.
/// </summary>
internal sealed class ForeignControllers(EnvironmentCall call)
{
    private const string ManagedByRollouts = "argo-rollouts.argoproj.io/managed-by-rollouts";

    private static readonly JsonObject Rollout = new() { ["apiVersion"] = "argoproj.io/v1alpha1", ["kind"] = "Rollout" };

    private static readonly JsonObject Canary = new() { ["apiVersion"] = "flagger.app/v1beta1", ["kind"] = "Canary" };

    /// <summary>The kinds by which others move users, each an object by its kind alone.</summary>
    public static ImmutableArray<JsonObject> Kinds => [Rollout, Canary];

    /// <summary>Runs it.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var objects = new List<JsonObject>(service is null ? [] : [Named(service, "Service")]);
        foreach (var name in call.Plan.Deployments.SelectMany(Names))
        {
            if (await call.Api.FindAsync(ResourceKind.Deployments, name, cancellationToken) is { } deployment)
            {
                objects.Add(Named(deployment, "Deployment"));
            }
        }

        string[] owners =
        [
            .. objects.Select(Marked).OfType<string>(),
            .. await ListAsync(Rollout, one => OfRollout(one), cancellationToken),
            .. await ListAsync(Canary, one => OfCanary(one), cancellationToken),
        ];
        return
        [
            .. owners.Distinct().Select(owner => new PreflightFinding("other-controller", false, owner)),
            .. owners.Length > 0 ? [] : (PreflightFinding[])
                [new("other-controller", true, "no Argo Rollout and no Flagger Canary moves these users")],
            .. objects.Select(GitOps.Describe).OfType<string>().Select(what => new PreflightFinding("gitops", true, what, IsWarning: true)),
        ];
    }

    private static IEnumerable<string> Names(string name) =>
        [name, ManifestColoring.NameOf(name, Color.Blue), ManifestColoring.NameOf(name, Color.Green)];

    private static JsonObject Named(JsonObject live, string kind)
    {
        live["kind"] ??= kind;
        return live;
    }

    /// <summary>What the object itself says about another controller.</summary>
    private static string? Marked(JsonObject live) =>
        live.Annotation(ManagedByRollouts) is { } rollout
            ? Refusal(live, $"the Argo Rollout {rollout}")
            : live.Objects("metadata", "ownerReferences").FirstOrDefault(one => one.Text("kind") is "Canary" or "Rollout") is { } owner
                ? Refusal(live, owner.Text("kind") is "Canary" ? $"the Flagger Canary {owner.Text("name")}" : $"the Argo Rollout {owner.Text("name")}")
                : null;

    private static string Refusal(JsonObject live, string owner) =>
        $"{live.Kind()}/{live.Name()} belongs to {owner}, which moves its users by itself: end that first, or release it there";

    private string? OfRollout(JsonObject rollout)
    {
        var services = (string?[])[
            rollout.Text("spec", "strategy", "blueGreen", "activeService"), rollout.Text("spec", "strategy", "blueGreen", "previewService"),
            rollout.Text("spec", "strategy", "canary", "stableService"), rollout.Text("spec", "strategy", "canary", "canaryService")];
        var workload = rollout.Text("spec", "workloadRef", "kind") is "Deployment" ? rollout.Text("spec", "workloadRef", "name") : null;
        return Takes(workload, services, $"the Argo Rollout {rollout.Name()}");
    }

    private string? OfCanary(JsonObject canary)
    {
        var target = canary.Text("spec", "targetRef", "name");
        var workload = canary.Text("spec", "targetRef", "kind") is "Deployment" ? target : null;
        var service = canary.Text("spec", "service", "name") ?? target;
        return Takes(workload, [service, $"{service}-primary", $"{service}-canary"], $"the Flagger Canary {canary.Name()}");
    }

    private string? Takes(string? workload, string?[] services, string owner) =>
        workload is not null && call.Plan.Deployments.SelectMany(Names).Contains(workload)
            ? $"Deployment/{workload} belongs to {owner}, which moves its users by itself: end that first, or release it there"
            : services.Contains(call.Plan.Target.Service)
                ? $"Service/{call.Plan.Target.Service} belongs to {owner}, which moves its users by itself: end that first, or release it there"
                : null;

    /// <summary>None where the cluster does not know the kind, or does not let it be listed: that right's own finding tells.</summary>
    private async Task<string[]> ListAsync(JsonObject kind, Func<JsonObject, string?> judge, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Api.Connection.Kinds.FindAsync(kind, cancellationToken) is { } known
                ? [.. (await call.Api.ListAsync(known, null, cancellationToken)).Select(judge).OfType<string>()]
                : [];
        }
        catch (ApiRejectedException)
        {
            return [];
        }
    }
}
