using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Preflights;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Everything that a preview needs before it is deployed. Nothing is written before all of it has been judged.</summary>
internal sealed class PrepareEffect(EnvironmentCall call, ColorOrder order, ImmutableArray<JsonObject> manifests)
{
    private readonly SharedObjects shared = new(call);
    private int written;
    private bool isHalfSwitched;

    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        if (await EnsureNamespaceAsync(cancellationToken) is { } missing)
        {
            return missing;
        }

        var service = await call.FindServiceAsync(cancellationToken);
        var traffic = RouteTraffic.Of(call);
        isHalfSwitched = service is not null && traffic is not null
            && await traffic.IsHalfSwitchedAsync(order.Active, service, cancellationToken);
        if (service is not null && JudgeService(service) is { } refusal)
        {
            return refusal;
        }

        var colored = ManifestColoring.Color(ColoringOrder.Of(call.Plan, manifests, order.Preview, service));
        if (!colored.Errors.IsEmpty)
        {
            return new Refusal(RefusalKind.Rejected, string.Join("; ", colored.Errors) + ".");
        }

        var route = traffic is not null ? new RoutePreparation(call, traffic, order, manifests) : null;
        var unfit = await VolumeRules.JudgeAsync(call, colored, manifests, cancellationToken)
            ?? (service is null ? await JudgeValuesAsync(colored, cancellationToken) : null)
            ?? (route is null ? null : await route.JudgeAsync(service, cancellationToken));
        if (unfit is not null)
        {
            return unfit;
        }

        var changes = await shared.CompareAsync(Shared(colored, service), cancellationToken);
        return changes.Refusal
            ?? await WriteAsync(colored, changes.Value!, service, cancellationToken)
            ?? await SettleSelectorAsync(cancellationToken)
            ?? (route is null ? null : await route.RunAsync(cancellationToken))
            ?? (PortResult<WorkloadReport>)new WorkloadReport(0, $"Prepared {order.Preview.Label()}: {written} objects written.");
    }

    private async Task<Refusal?> EnsureNamespaceAsync(CancellationToken cancellationToken)
    {
        var name = call.Plan.Target.Namespace;
        if (await call.Api.FindAsync(ResourceKind.Namespaces, name, cancellationToken) is not null)
        {
            return null;
        }

        if (!call.Plan.Target.CreateNamespace)
        {
            return new Refusal(RefusalKind.Missing,
                $"Namespace/{name} does not exist. Create it, or set spec.target.createNamespace: true.");
        }

        // Several environments may share a namespace, so it carries neither owner nor turn.
        var body = manifests.FirstOrDefault(one => one.Kind() is "Namespace" && one.Name() == name)?.Copy() ?? new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        body.Child("metadata").Child("labels")[ManifestLabels.ManagedBy] = "coordinator";
        await call.Api.ApplyAsync(ResourceKind.Namespaces, body, force: false, dryRun: false, cancellationToken);
        written++;
        return null;
    }

    /// <summary>Before the namespace was there nobody could judge values.</summary>
    private async Task<Refusal?> JudgeValuesAsync(ColoredManifests colored, CancellationToken cancellationToken)
    {
        var told = await new ManifestCheck(call, manifests, colored, order.Preview).RunAsync(mayWrite: true, cancellationToken);
        var mistakes = told.Where(one => !one.Passed).Select(one => one.Message).ToArray();
        return mistakes.Length > 0 ? new Refusal(RefusalKind.Rejected, string.Join("; ", mistakes) + ".") : null;
    }

    private Refusal? JudgeService(JsonObject service) =>
        call.Fence.Judge(service)
        ?? (TargetService.ColorOf(service, call.ColorLabel) == order.Preview.Label() && !isHalfSwitched
            ? EnvironmentCall.Foreign(service, order.Preview.Label(), TargetService.Value(order.Active))
            : null);

    /// <summary>Namespaces exist by now; a target Service that is absent is created apart.</summary>
    private static IEnumerable<ColoredObject> Shared(ColoredManifests colored, JsonObject? service) =>
        colored.Objects.Where(one => one.Role is ManifestRole.SharedConfig or ManifestRole.Shared
            || (one.Role is ManifestRole.TargetService && HasSelector(service)));

    private static bool HasSelector(JsonObject? service) => service.At("spec", "selector") is JsonObject;

    private async Task<Refusal?> WriteAsync(
        ColoredManifests colored, SharedObjects.Pending changes, JsonObject? service, CancellationToken cancellationToken)
    {
        foreach (var one in colored.Objects)
        {
            var refusal = one.Role switch
            {
                ManifestRole.Namespace or ManifestRole.ColoredWorkload or ManifestRole.ColoredScaler => null,
                ManifestRole.ColoredConfig => await ApplyAsync(one, cancellationToken),
                ManifestRole.ColoredBudget => await ApplyBudgetAsync(one, colored, cancellationToken),
                ManifestRole.ColoredService => await ApplyServiceAsync(one, cancellationToken),
                ManifestRole.TargetService when !HasSelector(service) =>
                    await CreateServiceAsync(one, colored, cancellationToken),
                ManifestRole.TargetService or ManifestRole.SharedConfig or ManifestRole.Shared =>
                    changes.Entries.Any(entry => entry.Object == one) ? await ApplyAsync(one, cancellationToken) : null,
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<Refusal?> ApplyAsync(ColoredObject one, CancellationToken cancellationToken)
    {
        var kind = await call.Api.Connection.Kinds.FindAsync(one.Body, cancellationToken)
            ?? throw new InvalidOperationException($"{one.Body.Kind()} was known a moment ago");
        written++;
        return await shared.ApplyAsync(kind, one.Body, cancellationToken);
    }

    /// <summary>
    /// A budget under its uncoloured name would go on taking the same pods, and no pod that two budgets take can be evicted: it
    /// keeps those without a colour.
    /// </summary>
    private async Task<Refusal?> ApplyBudgetAsync(ColoredObject one, ColoredManifests colored,
        CancellationToken cancellationToken)
    {
        if (await ApplyAsync(one, cancellationToken) is { } refused)
        {
            return refused;
        }

        var narrowed = await call.Writer.WriteAsync(
            ResourceKind.DisruptionBudgets, one.Base, live => NarrowStep(live, colored), cancellationToken);
        return narrowed.Refusal is { Kind: not RefusalKind.Missing } refusal ? refusal : null;
    }

    private ObjectStep NarrowStep(JsonObject? live, ColoredManifests colored)
    {
        var selector = live.At("spec", "selector");
        if (!colored.OfRole(ManifestRole.ColoredWorkload)
            .Any(one => LabelSelectors.Matches(selector, one.Body.Texts("spec", "template", "metadata", "labels"))))
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, "There is none that takes coloured pods."));
        }

        var expressions = selector.At("matchExpressions") is JsonArray known ? (JsonArray)known.DeepClone() : [];
        expressions.Add(new JsonObject { ["key"] = call.ColorLabel, ["operator"] = "DoesNotExist" });
        return new ObjectStep.Merge(
            new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchExpressions"] = expressions } } },
            FieldManagers.Apply);
    }

    /// <summary>The Service of the other colour may carry users: it is made where it is absent, and otherwise left
    /// alone.</summary>
    private async Task<Refusal?> ApplyServiceAsync(ColoredObject one, CancellationToken cancellationToken)
    {
        if ((one.Color != order.Preview || call.Plan.Target.Apply is TargetApply.External)
            && await call.Api.FindAsync(ResourceKind.Services, one.Body.Name(), cancellationToken) is not null)
        {
            return null;
        }

        return await ApplyAsync(one, cancellationToken);
    }

    /// <summary>
    /// Made without a selector, which reaches nobody, then pointed at none by the router's manager: so that the manifests own
    /// the ports and only the router the selector. A crash between the two is met by the second half when it is repeated.
    /// </summary>
    private async Task<Refusal?> CreateServiceAsync(ColoredObject one, ColoredManifests colored,
        CancellationToken cancellationToken)
    {
        written++;
        var made = await call.Writer.WriteAsync(
            ResourceKind.Services, one.Body.Name(),
            live => live is null ? new ObjectStep.Apply(one.Body) : ObjectStep.Nothing, cancellationToken);
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var patch = TargetService.Patch(call.ColorLabel, null);
        foreach (var (label, value) in colored.ServiceSelector)
        {
            patch.Child("spec").Child("selector")[label] = value;
        }

        var pointed = await call.Writer.WriteAsync(
            ResourceKind.Services, one.Body.Name(),
            live => live.At("spec", "selector") is JsonObject ? ObjectStep.Nothing
                : live.Annotation(ManifestLabels.Owner) == call.Fence.Owner ? new ObjectStep.Merge(patch, FieldManagers.Traffic)
                : new ObjectStep.Refuse(new Refusal(RefusalKind.TrafficSplit,
                    $"Service {one.Body.Name()} has no selector: its endpoints are someone else's. "
                    + "Give the release a Service of its own.")),
            cancellationToken);
        return pointed.Refusal;
    }

    /// <summary>From here on the selector names the active colour, or none: pods of a preview never serve by
    /// themselves.</summary>
    private async Task<Refusal?> SettleSelectorAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        if (service is null)
        {
            return new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} is gone.");
        }

        var found = TargetService.ColorOf(service, call.ColorLabel);
        if (found == TargetService.Value(order.Active))
        {
            return null;
        }

        var judged = await JudgeSelectorAsync(service, found, cancellationToken);
        if (judged.Refusal is not null || judged.LeaveAlone)
        {
            return judged.Refusal;
        }

        written++;
        var result = await call.Writer.WriteAsync(
            ResourceKind.Services, service.Name(), live => SelectorStep(live, found), cancellationToken);
        return result.Refusal;
    }

    private async Task<(Refusal? Refusal, bool LeaveAlone)> JudgeSelectorAsync(
        JsonObject service, string? found, CancellationToken cancellationToken)
    {
        // A Service that this turn created selects none, whatever serves beside it.
        if (found is not null && !isHalfSwitched && !(found is ColorNames.None && call.Fence.IsOn(service)))
        {
            return (EnvironmentCall.Foreign(service, found, TargetService.Value(order.Active)), false);
        }

        if (found is null && (await call.UncoloredPodsAsync(service, cancellationToken)).Length > 0)
        {
            // Adoption points the selector at the clone once that is ready.
            return call.Plan.Target.Adopt
                ? (null, true)
                : (new Refusal(RefusalKind.TrafficSplit,
                    $"Pods without a colour serve Service {service.Name()}; they are not to be adopted."), false);
        }

        var unready = order.Active is { } active && !(await call.PodsAsync(service, active, cancellationToken))
            .Any(PodState.IsReady);
        return unready
            ? (new Refusal(RefusalKind.NotReady, $"{TargetService.Value(order.Active)} is to serve and has no ready pod."), false)
            : (null, false);
    }

    private ObjectStep SelectorStep(JsonObject? live, string? expected)
    {
        if (live is null)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} is gone."));
        }

        var found = TargetService.ColorOf(live, call.ColorLabel);
        return found == TargetService.Value(order.Active) ? ObjectStep.Nothing
            : found == expected ? new ObjectStep.Merge(TargetService.Patch(call.ColorLabel, order.Active), FieldManagers.Traffic)
            : new ObjectStep.Refuse(EnvironmentCall.Foreign(live, found, TargetService.Value(order.Active)));
    }
}
