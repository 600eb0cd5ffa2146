using System.Collections.Frozen;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// How the lists and objects of Kubernetes' own kinds merge: <c>patchStrategy</c> and <c>patchMergeKey</c> of the API
/// reference. What is not here merges as JSON does: objects by field, lists as a whole.
/// </summary>
internal static class MergeRules
{
    private const string Metadata = "ObjectMeta";

    /// <summary>The rule of a field.</summary>
    /// <param name="Type">Type of the object, or of the list's items; null where it has no rules of its own.</param>
    /// <param name="Key">Field by which items of the list are told apart; null where the list is no map.</param>
    /// <param name="IsSet">Whether the list is a set of plain values.</param>
    /// <param name="IsReplaced">Whether the object is replaced as a whole.</param>
    internal sealed record Field(string? Type = null, string? Key = null, bool IsSet = false, bool IsReplaced = false);

    private static readonly FrozenDictionary<string, Field> Fields = new Dictionary<string, Field>(StringComparer.Ordinal)
    {
        ["ObjectMeta.ownerReferences"] = new(Key: "uid"),
        ["ObjectMeta.finalizers"] = new(IsSet: true),

        ["Pod.spec"] = new("PodSpec"),
        ["Deployment.spec"] = new("WorkloadSpec"),
        ["ReplicaSet.spec"] = new("WorkloadSpec"),
        ["StatefulSet.spec"] = new("WorkloadSpec"),
        ["DaemonSet.spec"] = new("WorkloadSpec"),
        ["Job.spec"] = new("WorkloadSpec"),
        ["CronJob.spec"] = new("CronJobSpec"),
        ["CronJobSpec.jobTemplate"] = new("Job"),
        ["PodTemplate.template"] = new("PodTemplateSpec"),
        ["WorkloadSpec.template"] = new("PodTemplateSpec"),
        ["PodTemplateSpec.spec"] = new("PodSpec"),

        ["PodSpec.containers"] = new("Container", "name"),
        ["PodSpec.initContainers"] = new("Container", "name"),
        ["PodSpec.ephemeralContainers"] = new("Container", "name"),
        ["PodSpec.volumes"] = new(Key: "name"),
        ["PodSpec.imagePullSecrets"] = new(Key: "name"),
        ["PodSpec.hostAliases"] = new(Key: "ip"),
        ["PodSpec.topologySpreadConstraints"] = new(Key: "topologyKey"),
        ["PodSpec.schedulingGates"] = new(Key: "name"),
        ["PodSpec.resourceClaims"] = new(Key: "name"),
        ["Container.ports"] = new(Key: "containerPort"),
        ["Container.env"] = new(Key: "name"),
        ["Container.volumeMounts"] = new(Key: "mountPath"),
        ["Container.volumeDevices"] = new(Key: "devicePath"),

        ["Service.spec"] = new("ServiceSpec"),
        ["ServiceSpec.ports"] = new(Key: "port"),
        ["ServiceAccount.secrets"] = new(Key: "name"),
        ["PodDisruptionBudget.spec"] = new("PodDisruptionBudgetSpec"),
        ["PodDisruptionBudgetSpec.selector"] = new(IsReplaced: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Field None = new();

    /// <summary>The type of a manifest; null for a custom resource, which merges as JSON does.</summary>
    public static string? TypeOf(string apiVersion, string kind)
    {
        var group = apiVersion.Split('/') is [var name, _] ? name : "";
        return group is "" or "apps" or "batch" or "policy" ? kind : null;
    }

    /// <summary>The rule of a field of a type.</summary>
    public static Field Of(string? type, string field)
    {
        if (type is null)
        {
            return None;
        }

        return Fields.GetValueOrDefault($"{type}.{field}") ?? (field is "metadata" ? new Field(Metadata) : None);
    }
}
