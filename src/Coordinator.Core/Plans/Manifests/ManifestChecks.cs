using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>What a patched object must still be. The API server knows more; this tells what can be told before.</summary>
internal static class ManifestChecks
{
    /// <summary>What is wrong with the object that a patch made.</summary>
    public static IEnumerable<string> Problems(JsonObject before, JsonObject after)
    {
        foreach (var (name, was, now) in (ReadOnlySpan<(string, string?, string?)>)
            [("apiVersion", before.Text("apiVersion"), after.Text("apiVersion")), ("kind", before.Kind(), after.Kind()),
                ("metadata.name", before.Name(), after.Name()),
                ("metadata.namespace", before.Text("metadata", "namespace"), after.Text("metadata", "namespace"))])
        {
            if (was != now)
            {
                return [$"{name} must stay {was ?? "away"}, the patch makes it {now ?? "absent"}"];
            }
        }

        return [.. Texts(after, "labels"), .. Texts(after, "annotations"), .. Replicas(after), .. Pods(after), .. Selected(after)];
    }

    private static IEnumerable<string> Texts(JsonObject manifest, string field) =>
        (manifest.At("metadata", field) as JsonObject ?? []).Where(one => one.Value.Text() is null)
            .Select(one => $"metadata.{field}.{one.Key} is no text: put it in quotes");

    private static IEnumerable<string> Replicas(JsonObject manifest) =>
        manifest.At("spec", "replicas") is { } replicas && manifest.Whole("spec", "replicas") is not >= 0
            ? [$"spec.replicas is {replicas.ToJsonString()}; expected a whole number from 0"]
            : [];

    private static IEnumerable<string> Pods(JsonObject manifest)
    {
        if (PodTemplates.PodLabels(manifest) is null)
        {
            return [];
        }

        return manifest.PodSpec() is not { } spec ? ["it has no pod template"]
            : !spec.Objects("containers").Any() ? ["its pods have no container"]
            : PodTemplates.Containers(spec).SelectMany(Container)
                .Concat(Twice(PodTemplates.Containers(spec).Select(one => one.Text("name"))));
    }

    private static IEnumerable<string> Container(JsonObject container)
    {
        var name = container.Text("name");
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(container.Text("image")))
        {
            yield return $"container {name ?? "without a name"} needs a name and an image";
        }

        foreach (var variable in container.Objects("env"))
        {
            if (variable.At("value") is { } value && value.GetValueKind() is not JsonValueKind.String)
            {
                yield return $"container {name}: env {variable.Text("name")} is no text: put it in quotes";
            }
        }

        foreach (var port in container.Objects("ports").Where(port => port.Whole("containerPort") is not (>= 1 and <= 65_535)))
        {
            yield return $"container {name}: containerPort {port.At("containerPort")?.ToJsonString()} is no port";
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string?> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"container {group.Key} is there twice");

    private static IEnumerable<string> Selected(JsonObject manifest)
    {
        var labels = manifest.Texts("spec", "template", "metadata", "labels");
        return manifest.Kind() is "Deployment"
            ? manifest.Texts("spec", "selector", "matchLabels").Where(pair => labels.GetValueOrDefault(pair.Key) != pair.Value)
                .Select(pair => $"it selects {pair.Key}={pair.Value}, which its pod template does not carry")
            : [];
    }
}
