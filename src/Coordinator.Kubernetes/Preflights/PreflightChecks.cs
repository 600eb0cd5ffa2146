using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>The checks of what must exist: configuration, storage.</summary>
internal sealed class PreflightChecks(EnvironmentCall call, ImmutableArray<JsonObject> manifests, ColoredManifests? colored)
{
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
}
