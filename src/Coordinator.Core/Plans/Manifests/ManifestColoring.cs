using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Gives an environment's objects a colour: Deployments, the configuration that their pods read, and the Services that reach
/// one colour. The same order gives the same objects, to the byte.
/// </summary>
public static class ManifestColoring
{
    private const int MaximumObjects = 1000;

    /// <summary>In the order in which they are applied: what others refer to comes first.</summary>
    private static readonly ImmutableArray<string> ConfigKinds =
    [
        "CustomResourceDefinition", "PriorityClass", "LimitRange", "ResourceQuota", "ConfigMap", "Secret", "ServiceAccount",
        "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "PersistentVolumeClaim",
    ];

    /// <summary>Kinds that run pods: everything else stands before they begin.</summary>
    private static readonly ImmutableArray<string> RunningKinds =
        ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];

    /// <summary>Colours the objects, or tells every error.</summary>
    public static ColoredManifests Color(ColoringOrder order)
    {
        var errors = Invalid(order).ToList();
        if (errors.Count > 0)
        {
            return new ColoredManifests { Errors = [.. errors] };
        }

        if (order.IsExternal)
        {
            return ServiceColoring.External(order);
        }

        var workloads = WorkloadColoring.Color(order, errors);
        var config = ConfigColoring.Color(order, workloads);
        var services = ServiceColoring.Color(order, workloads, errors);
        var scalers = ScalerColoring.Color(order);
        var budgets = BudgetColoring.Color(order, workloads);
        if (errors.Count > 0)
        {
            return new ColoredManifests { Errors = [.. errors] };
        }

        var taken = new HashSet<JsonObject>(
            [.. workloads.Taken, .. config.Taken, .. services.Taken, .. scalers.Taken, .. budgets.Taken]);
        var others = order.Manifests
            .Where(manifest => !taken.Contains(manifest) && $"{manifest.Kind()}/{manifest.Name()}" != order.RoutedObject)
            .Select(manifest => SharedObject(order, manifest));
        return new ColoredManifests
        {
            Objects =
            [
                .. ((IEnumerable<ColoredObject>)[.. CreatedNamespace(order), .. config.Objects, .. services.Objects,
                    .. workloads.Objects, .. scalers.Objects, .. budgets.Objects, .. others]).OrderBy(one => one.Role).ThenBy(OrderOf),
            ],
            ServiceSelector = services.Selector,
            Autoscaled = scalers.Targets,
        };
    }

    /// <summary>The name of a coloured object.</summary>
    public static string NameOf(string baseName, Color color) => $"{baseName}-{color.Label()}";

    /// <summary>The name of an object before colouring.</summary>
    public static string BaseOf(string name) =>
        name.EndsWith("-blue", StringComparison.Ordinal) ? name[..^"-blue".Length]
        : name.EndsWith("-green", StringComparison.Ordinal) ? name[..^"-green".Length]
        : name;

    private static IEnumerable<string> Invalid(ColoringOrder order)
    {
        if (order.Manifests.Length > MaximumObjects)
        {
            yield return $"{order.Manifests.Length} objects are more than the {MaximumObjects} that a release may have";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(order.Manifests.Length, MaximumObjects); i++)
        {
            var manifest = order.Manifests[i];
            if (manifest.Kind().Length is 0 || manifest.Name().Length is 0 || manifest.Text("apiVersion") is null)
            {
                yield return $"object {i + 1} lacks apiVersion, kind or metadata.name";
            }
            else if (!seen.Add(
                $"{manifest.Text("apiVersion")}/{manifest.Kind()}/{manifest.Text("metadata", "namespace")}/{manifest.Name()}"))
            {
                yield return $"{manifest.Kind()}/{manifest.Name()} is there twice";
            }
        }
    }

    private static IEnumerable<ColoredObject> CreatedNamespace(ColoringOrder order)
    {
        if (order.CreateNamespace is { } name && !order.Manifests.Any(one => one.Kind() is "Namespace" && one.Name() == name))
        {
            yield return new ColoredObject(ManifestRole.Namespace, null, name, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["labels"] = new JsonObject { [ManifestLabels.ManagedBy] = "coordinator" },
                },
            });
        }
    }

    private static int OrderOf(ColoredObject one) => one.Role switch
    {
        ManifestRole.SharedConfig => ConfigKinds.IndexOf(one.Body.Kind()),
        ManifestRole.Shared => one.Body.Kind() is "Service" ? 0 : RunningKinds.Contains(one.Body.Kind()) ? 2 : 1,
        _ => 0,
    };

    private static ColoredObject SharedObject(ColoringOrder order, JsonObject manifest)
    {
        var body = Cleaned(manifest);
        ManifestLabels.Mark(body, order.Release, order.Version);
        var role = body.Kind() is "Namespace" ? ManifestRole.Namespace
            : ConfigKinds.Contains(body.Kind()) ? ManifestRole.SharedConfig
            : ManifestRole.Shared;
        return new ColoredObject(role, null, body.Name(), body);
    }

    /// <summary>A copy without what only a server writes: applying it would be refused.</summary>
    public static JsonObject Cleaned(JsonObject manifest)
    {
        var body = manifest.Copy();
        body.Remove("status");
        if (body["metadata"] is JsonObject metadata)
        {
            foreach (var name in (string[])["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation",
                "selfLink"])
            {
                metadata.Remove(name);
            }
        }

        return body;
    }
}
