using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Jobs;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>
/// Has the server judge every object that the release will write, coloured as it will be, by a dry run: fields that a kind does not
/// have, values of another type and impossible ones are told before anything changes.
/// </summary>
internal sealed class ManifestCheck(
    EnvironmentCall call, ImmutableArray<JsonObject> manifests, ColoredManifests? colored, Color preview)
{
    private const int TrialsAtOnce = 8;
    private const int MaximumText = 2000;

    /// <summary>One finding an object that is refused; that none is, is one.</summary>
    /// <param name="mayWrite">Whether all rights are granted; else a refusal for want of one is told already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(bool mayWrite, CancellationToken cancellationToken)
    {
        if (colored is null)
        {
            return [];
        }

        var ns = call.Plan.Target.Namespace;
        var exists = await call.Api.FindAsync(ResourceKind.Namespaces, ns, cancellationToken) is not null;
        (JsonObject Body, bool IsCreated)[] all =
        [
            .. Applied(exists).Select(body => (body, false)), .. (await JobsAsync(cancellationToken)).Select(body => (body, true)),
        ];
        var findings = new PreflightFinding?[all.Length];
        await Parallel.ForAsync(
            0,
            all.Length,
            new ParallelOptions { MaxDegreeOfParallelism = TrialsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => findings[i] = await JudgeAsync(all[i].Body, all[i].IsCreated, mayWrite, token));
        PreflightFinding[] told = [.. findings.OfType<PreflightFinding>()];
        return told.Length > 0
            ? [.. told]
            : [new PreflightFinding("manifest", true, $"the cluster takes all {all.Length} objects (dry run)"
                + (exists ? "" : $"; their values, such as ports, only once Namespace/{ns} exists"))];
    }

    private async Task<PreflightFinding?> JudgeAsync(JsonObject body, bool isCreated, bool mayWrite, CancellationToken cancellationToken)
    {
        if (await call.Api.Connection.Kinds.FindAsync(body, cancellationToken) is not { } kind)
        {
            return null;
        }

        var name = $"{body.Kind()}/{body.Name()}";
        try
        {
            await TryAsync(kind, body, isCreated, cancellationToken);
            return null;
        }
        catch (ApiRejectedException e)
        {
            return Told(name, e, mayWrite);
        }
    }

    /// <summary>What is told of a refusal. A webhook that has side effects takes no dry run: it judges the object when it is written.</summary>
    internal static PreflightFinding? Told(string name, ApiRejectedException refused, bool mayWrite)
    {
        var text = TypeErrors.Plain(refused.Answer);
        text = text.Length > MaximumText ? text[..MaximumText] + " …" : text;
        return refused.Status is HttpStatusCode.Forbidden && !mayWrite ? null
            : refused.Status is HttpStatusCode.BadRequest && text.Contains("does not support dry run", StringComparison.Ordinal)
                ? new PreflightFinding("manifest", true, $"{name} is judged only when it is written: {text}", IsWarning: true)
                : new PreflightFinding("manifest-invalid", false, $"{name}: {text}");
    }

    /// <summary>What is absent (a namespace that is yet to be made) or there already is no mistake of the manifest.</summary>
    private async Task TryAsync(ResourceKind kind, JsonObject body, bool isCreated, CancellationToken cancellationToken)
    {
        var live = isCreated || kind != ResourceKind.Deployments ? null : await call.Api.FindAsync(kind, body.Name(), cancellationToken);
        // A selector can't be changed: that Deployment will be made anew.
        if (isCreated || (live is not null && !JsonNode.DeepEquals(live.At("spec", "selector"), body.At("spec", "selector"))))
        {
            await call.Api.CreateAsync(kind, body, cancellationToken, dryRun: true);
            return;
        }

        await call.Api.ApplyAsync(kind, body, force: true, dryRun: true, cancellationToken);
    }

    /// <summary>The Service of the other colour has the same fields as the preview's, and is left alone where it exists.</summary>
    private IEnumerable<JsonObject> Applied(bool exists)
    {
        var isExternal = call.Plan.Target.Apply is TargetApply.External;
        foreach (var one in colored!.Objects)
        {
            var isApplied = one.Role switch
            {
                ManifestRole.Namespace => !exists && call.Plan.Target.CreateNamespace && one.Body.Name() == call.Plan.Target.Namespace,
                ManifestRole.ColoredService => one.Color == preview,
                ManifestRole.ColoredWorkload or ManifestRole.ColoredScaler => !isExternal,
                ManifestRole.ColoredConfig or ManifestRole.SharedConfig or ManifestRole.TargetService or ManifestRole.Shared
                    or ManifestRole.ColoredBudget => true,
            };
            if (isApplied)
            {
                yield return one.Body;
            }
        }

        if (RouteTraffic.Of(call) is { } traffic && RoutePreparation.ManifestOf(traffic, manifests) is { } route)
        {
            yield return RoutePreparation.New(traffic, route);
        }
    }

    private async Task<ImmutableArray<JsonObject>> JobsAsync(CancellationToken cancellationToken)
    {
        var bodies = ImmutableArray.CreateBuilder<JsonObject>();
        foreach (var order in Orders())
        {
            if ((await new JobMaker(call, order, manifests).MakeAsync(cancellationToken)).Value is { } body)
            {
                bodies.Add(body);
            }
        }

        return bodies.ToImmutable();
    }

    private IEnumerable<JobOrder> Orders() =>
    [
        .. call.Plan.Prepare.Select(one => JobOrder.Prepare(call.Plan, one, call.Pacer.Now, preview)),
        .. from stage in Enum.GetValues<CheckStage>()
           from check in call.Plan.ChecksOf(stage)
           where check.Job is not null
           select JobOrder.Check(call.Plan, stage, check, check.Job!, call.Pacer.Now, preview),
    ];
}
