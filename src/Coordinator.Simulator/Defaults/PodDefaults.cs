using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What the API server fills into the spec of a pod or pod template.</summary>
internal static class PodDefaults
{
    private const int ReadableMode = 420;

    public static void Template(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        // The older name of the field stands for the newer one, even when that was just taken away.
        spec.Default("serviceAccountName", spec["serviceAccount"]?.DeepClone());
        if (spec.Text("serviceAccountName") is { } account) spec["serviceAccount"] = account;
        foreach (var container in spec.Objects("initContainers")) Container(container);
        foreach (var container in spec.Objects("containers")) Container(container);
        foreach (var volume in spec.Objects("volumes")) Volume(volume);
    }

    public static bool PullsAlways(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        if (name.Contains('@')) return false;
        var colon = name.IndexOf(':');
        return colon < 0 || name[(colon + 1)..] == "latest";
    }

    private static void Container(JsonObject container)
    {
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", PullsAlways(container.Text("image") ?? "") ? "Always" : "IfNotPresent");
        foreach (var port in container.Objects("ports")) port.Default("protocol", "TCP");
        foreach (var probe in (string[])["readinessProbe", "livenessProbe", "startupProbe"])
        {
            if (container.Object(probe) is { } found) Probe(found);
        }

        foreach (var variable in container.Objects("env"))
            variable.Object("valueFrom", "fieldRef")?.Default("apiVersion", "v1");
    }

    /// <summary>Of a pod, but not of a template for pods, a limit is requested where nothing else is.</summary>
    public static void Requests(JsonObject spec)
    {
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            if (container.Object("resources", "limits") is not { } limits) continue;
            var requests = container.Ensure("resources", "requests");
            foreach (var (name, amount) in limits) requests.Default(name, amount?.DeepClone());
        }
    }

    private static void Probe(JsonObject probe)
    {
        if (probe.Object("httpGet") is { } http)
        {
            http.Default("path", "/");
            http.Default("scheme", "HTTP");
        }

        probe.Object("grpc")?.Default("service", "");
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.Count == 1) volume["emptyDir"] = new JsonObject();
        foreach (var source in (string[])["configMap", "secret", "projected", "downwardAPI"])
            volume.Object(source)?.Default("defaultMode", ReadableMode);
        volume.Object("hostPath")?.Default("type", "");
    }
}
