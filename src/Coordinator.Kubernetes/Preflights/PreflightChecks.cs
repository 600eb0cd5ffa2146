using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Workloads;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>The checks of what must exist: permissions, configuration, storage.</summary>
internal sealed class PreflightChecks(EnvironmentCall call, ImmutableArray<JsonObject> manifests, ColoredManifests? colored)
{
    private const int ReviewsAtOnce = 8;

    /// <summary>Asks the cluster about every right that is used. What is missing is one finding each; that none is, is
    /// one.</summary>
    public async Task<ImmutableArray<PreflightFinding>> PermissionsAsync(CancellationToken cancellationToken)
    {
        var wanted = Permission.Of(
            call.Plan, manifests.Any(one => one.Kind() is "Secret"), await HasScalersAsync(cancellationToken),
            manifests.Any(one => one.Kind() is "HTTPRoute" or "VirtualService" && one.Name() == call.Plan.BlueGreen.Router.Route));
        var allowed = new bool[wanted.Length];
        await Parallel.ForAsync(
            0,
            wanted.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ReviewsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => allowed[i] = await IsAllowedAsync(wanted[i], token));
        PreflightFinding[] missing =
        [
            .. wanted.Where((_, i) => !allowed[i]).Select(permission =>
                new PreflightFinding("permission", false,
                    $"not allowed to {permission} in "
                    + $"{(permission.Resource.Namespaced ? call.Api.Namespace : "the whole cluster")}; "
                    + "grant it to the coordinator's account")),
        ];
        return missing.Length > 0 ? [.. missing]
            : [new PreflightFinding("permission", true, $"all {wanted.Length} rights are granted")];
    }

    /// <summary>Secrets and ConfigMaps that the release names, or that its pods can't start without.</summary>
    public async Task<ImmutableArray<PreflightFinding>> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var plan = call.Plan.Preflight;
        var references = (colored?.OfRole(ManifestRole.ColoredWorkload) ?? [])
            .SelectMany(one => PodTemplates.References(one.Body.PodSpec() ?? []))
            .Where(reference => !reference.Optional)
            .Select(reference => (reference.Kind, reference.Name));
        var wanted = plan.Secrets.Select(name => ("Secret", name))
            .Concat(plan.ConfigMaps.Select(name => ("ConfigMap", name)))
            .Concat(references)
            .Distinct();
        var findings = ImmutableArray.CreateBuilder<PreflightFinding>();
        foreach (var (kind, name) in wanted)
        {
            findings.Add(await ConfigAsync(kind, name, cancellationToken));
        }

        return findings.ToImmutable();
    }

    /// <summary>StorageClasses and PersistentVolumes.</summary>
    public async Task<ImmutableArray<PreflightFinding>> StorageAsync(CancellationToken cancellationToken)
    {
        var findings = ImmutableArray.CreateBuilder<PreflightFinding>();
        foreach (var name in call.Plan.Preflight.StorageClasses)
        {
            var exists = await call.Api.FindAsync(ResourceKind.StorageClasses, name, cancellationToken) is not null;
            findings.Add(new PreflightFinding(
                exists ? "storageclass" : "storageclass-missing", exists,
                    $"StorageClass/{name} {(exists ? "exists" : "does not exist")}"));
        }

        if (call.Plan.Preflight.MinAvailableVolumes is > 0 and var wanted)
        {
            var volumes = await call.Api.ListAsync(ResourceKind.Volumes, null, cancellationToken, everywhere: true);
            var available = volumes.Count(volume => volume.Text("status", "phase") is "Available");
            findings.Add(
                new PreflightFinding("volumes", available >= wanted,
                $"{available} PersistentVolumes are Available, expected at least {wanted}"));
        }

        return findings.ToImmutable();
    }

    /// <summary>Autoscalers of the manifests, or of the Deployments as they stand: those are held while users move.</summary>
    private async Task<bool> HasScalersAsync(CancellationToken cancellationToken)
    {
        if (manifests.Any(one => one.Kind() is "HorizontalPodAutoscaler"))
        {
            return true;
        }

        try
        {
            var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
            return call.Plan.Deployments.Any(name => scalers.Own(name)
                || scalers.Own(ManifestColoring.NameOf(name, Color.Blue)) || scalers.Own(ManifestColoring.NameOf(name, Color.Green)));
        }
        catch (ApiRejectedException)
        {
            // That they can't be listed is found by the question about that right.
            return false;
        }
    }

    private async Task<PreflightFinding> ConfigAsync(string kind, string name, CancellationToken cancellationToken)
    {
        var code = kind.ToLowerInvariant();
        if (manifests.Any(one => one.Kind() == kind && one.Name() == name)
            || (colored?.Objects ?? []).Any(one => one.Body.Kind() == kind && one.Body.Name() == name))
        {
            return new PreflightFinding(code, true, $"{kind}/{name} is among the manifests");
        }

        var resource = kind is "Secret" ? ResourceKind.Secrets : ResourceKind.ConfigMaps;
        var exists = await call.Api.FindAsync(resource, name, cancellationToken) is not null;
        return exists
            ? new PreflightFinding(code, true, $"{kind}/{name} exists")
            : new PreflightFinding($"{code}-missing", false,
                $"{kind}/{name} neither exists in {call.Api.Namespace} nor is it among the manifests; expected it");
    }

    private async Task<bool> IsAllowedAsync(Permission permission, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject
        {
            ["verb"] = permission.Verb,
            ["group"] = permission.Resource.Group,
            ["resource"] = permission.Resource.Plural,
        };
        if (permission.Resource.Namespaced)
        {
            attributes["namespace"] = call.Api.Namespace;
        }

        if (permission.Subresource is { } subresource)
        {
            attributes["subresource"] = subresource;
        }

        var request = new ApiRequest
        {
            Method = HttpMethod.Post,
            Path = ResourceKind.AccessReviews.Collection(null),
            Body = new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = "SelfSubjectAccessReview",
                ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
            }.ToJsonString(),
            Repeatable = true,
        };
        var answer = await call.Api.Connection.SendAsync(request, cancellationToken);
        return answer.Body.IsTrue("status", "allowed");
    }
}
