using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>What stands in the pod templates of Kubernetes objects.</summary>
public static class PodTemplates
{
    private static readonly ImmutableArray<string> ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>The pod spec of a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob or Pod; null for other
    /// kinds.</summary>
    public static JsonObject? PodSpec(this JsonObject manifest) => manifest.Kind() switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" => manifest.At("spec", "template", "spec"),
        "CronJob" => manifest.At("spec", "jobTemplate", "spec", "template", "spec"),
        "Pod" => manifest.At("spec"),
        _ => null,
    } as JsonObject;

    /// <summary>Labels of the pods of such an object; null for other kinds.</summary>
    public static SortedDictionary<string, string>? PodLabels(JsonObject manifest) => manifest.Kind() switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" =>
            manifest.Texts("spec", "template", "metadata", "labels"),
        "CronJob" => manifest.Texts("spec", "jobTemplate", "spec", "template", "metadata", "labels"),
        "Pod" => manifest.Texts("metadata", "labels"),
        _ => null,
    };

    /// <summary>Every container of a pod spec, init containers first.</summary>
    public static IEnumerable<JsonObject> Containers(JsonObject podSpec) =>
        ContainerLists.SelectMany(list => podSpec.Objects(list));

    /// <summary>ConfigMaps and Secrets that the pods read, each once by kind and name.</summary>
    public static ImmutableArray<ConfigReference> References(JsonObject podSpec) =>
    [
        .. Places(podSpec)
            .Select(place => new ConfigReference(place.Kind, place.Holder.Text(place.Property) ?? "", place.Optional))
            .Where(reference => reference.Name.Length > 0)
            .GroupBy(reference => (reference.Kind, reference.Name))
            .Select(group => group.First() with { Optional = group.All(one => one.Optional) }),
    ];

    /// <summary>Names of the PersistentVolumeClaims that the pods mount.</summary>
    public static ImmutableArray<string> Claims(JsonObject podSpec) =>
        [.. podSpec.Objects("volumes").Select(volume => volume.Text("persistentVolumeClaim", "claimName")).OfType<string>()
            .Distinct()];

    /// <summary>Gives ConfigMaps and Secrets other names wherever the pod spec refers to them.</summary>
    internal static void Rename(JsonObject podSpec, Func<string, string, string> rename)
    {
        foreach (var place in Places(podSpec).ToArray())
        {
            if (place.Holder.Text(place.Property) is { Length: > 0 } name)
            {
                place.Holder[place.Property] = rename(place.Kind, name);
            }
        }
    }

    private static IEnumerable<Place> Places(JsonObject podSpec) =>
    [
        .. Containers(podSpec).SelectMany(InContainer),
        .. podSpec.Objects("volumes").SelectMany(InVolume),
        .. podSpec.Objects("imagePullSecrets").Select(secret => new Place("Secret", secret, "name", Optional: true)),
    ];

    private static IEnumerable<Place> InContainer(JsonObject container)
    {
        foreach (var source in container.Objects("envFrom"))
        {
            foreach (var place in Named(source, ("ConfigMap", "configMapRef"), ("Secret", "secretRef")))
            {
                yield return place;
            }
        }

        foreach (var variable in container.Objects("env"))
        {
            foreach (var place in Named(variable["valueFrom"], ("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")))
            {
                yield return place;
            }
        }
    }

    private static IEnumerable<Place> InVolume(JsonObject volume)
    {
        if (volume["secret"] is JsonObject secret)
        {
            yield return new Place("Secret", secret, "secretName", secret.IsTrue("optional"));
        }

        foreach (var source in volume.Objects("projected", "sources"))
        {
            foreach (var place in Named(source, ("ConfigMap", "configMap"), ("Secret", "secret")))
            {
                yield return place;
            }
        }

        foreach (var place in Named(volume, ("ConfigMap", "configMap")))
        {
            yield return place;
        }

        // Volumes of other systems name the Secret that opens them.
        foreach (var source in volume.Select(field => field.Value).OfType<JsonObject>())
        {
            foreach (var place in Named(source, ("Secret", "secretRef"), ("Secret", "nodePublishSecretRef")))
            {
                yield return place;
            }
        }
    }

    private static IEnumerable<Place> Named(JsonNode? parent, params (string Kind, string Property)[] sources) =>
        sources
            .Where(source => parent.At(source.Property) is JsonObject)
            .Select(source => (source.Kind, Holder: (JsonObject)parent.At(source.Property)!))
            .Select(found => new Place(found.Kind, found.Holder, "name", found.Holder.IsTrue("optional")));

    private sealed record Place(string Kind, JsonObject Holder, string Property, bool Optional);
}
