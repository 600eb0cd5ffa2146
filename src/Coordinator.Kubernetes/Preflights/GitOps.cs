using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Objects that Argo CD or Flux applies too, by the marks that these leave on them, and what to tell them.</summary>
internal static class GitOps
{
    /// <summary>Who else applies an object and what must be left alone there; null where nobody does.</summary>
    public static string? Describe(JsonObject live)
    {
        var fields = live.Kind() is "Service" ? "/spec/selector" : "/spec/replicas";
        var what = $"{live.Kind()}/{live.Name()}";
        if (ArgoApplication(live) is { } application)
        {
            return $"{what} is also applied by Argo CD (Application {application}): let it ignore {fields} there (ignoreDifferences with "
                + "managedFieldsManagers: [coordinator, coordinator-traffic], and syncOptions: [RespectIgnoreDifferences=true]), "
                + "or its next sync takes the users back";
        }

        return Flux(live) is { } owner
            ? $"{what} is also applied by Flux ({owner}): let it ignore {fields} there (an ignore rule, or the annotation "
                + "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent), or its next reconciliation takes the users back"
            : null;
    }

    private static string? ArgoApplication(JsonObject live) =>
        live.Annotation("argocd.argoproj.io/tracking-id") is { } tracking ? tracking.Split(':')[0]
        : live.Label("argocd.argoproj.io/instance") ?? live.Label("argocd.argoproj.io/application");

    private static string? Flux(JsonObject live)
    {
        if (live.Annotation("kustomize.toolkit.fluxcd.io/reconcile") is "disabled"
            || live.Annotation("kustomize.toolkit.fluxcd.io/ssa") is "IfNotPresent" or "Ignore"
            || live.Annotation("helm.toolkit.fluxcd.io/driftDetection") is "disabled")
        {
            return null;
        }

        return live.Label("kustomize.toolkit.fluxcd.io/name") is { } kustomization ? $"Kustomization {kustomization}"
            : live.Label("helm.toolkit.fluxcd.io/name") is { } release ? $"HelmRelease {release}"
            : null;
    }
}
