using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What admission adds to a new pod, and the status it begins with.</summary>
internal static class PodAdmission
{
    private const int TolerationSeconds = 300;
    private const int TokenSeconds = 3_607;
    private const int ReadableMode = 420;

    public static void Admit(JsonObject pod, string suffix, string now)
    {
        var spec = pod.Ensure("spec");
        spec.Default("serviceAccountName", "default");
        spec["serviceAccount"] = spec.Text("serviceAccountName");
        spec.Default("priority", 0);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        MountToken(spec, $"kube-api-access-{suffix}");
        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = ServiceClass(spec) };
        if (spec.Array("schedulingGates") is { Count: > 0 })
        {
            pod.Ensure("status")["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["lastTransitionTime"] = now,
                ["reason"] = "SchedulingGated",
                ["message"] = "Scheduling is blocked due to non-empty scheduling gates",
            });
        }
    }

    private static void MountToken(JsonObject spec, string volume)
    {
        if (spec.Flag("automountServiceAccountToken") is false) return;
        if (spec["volumes"] is not JsonArray volumes) spec["volumes"] = volumes = [];
        volumes.Add(TokenVolume(volume));
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            if (container["volumeMounts"] is not JsonArray mounts) container["volumeMounts"] = mounts = [];
            mounts.Add(new JsonObject
            {
                ["name"] = volume,
                ["readOnly"] = true,
                ["mountPath"] = "/var/run/secrets/kubernetes.io/serviceaccount",
            });
        }
    }

    private static JsonObject TokenVolume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = ReadableMode,
        },
    };

    private static void Tolerate(JsonObject spec, string taint)
    {
        if (spec["tolerations"] is not JsonArray tolerations) spec["tolerations"] = tolerations = [];
        if (tolerations.Any(known => known.Text("key") == taint)) return;
        tolerations.Add(new JsonObject
        { ["key"] = taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = TolerationSeconds });
    }

    private static string ServiceClass(JsonObject spec)
    {
        var resources = spec.Objects("containers").Select(container => container.Object("resources")).ToList();
        if (resources.TrueForAll(one => one is null || one.Count == 0)) return "BestEffort";
        var guaranteed = resources.TrueForAll(one => one.Object("limits") is { Count: >= 2 } limits
            && JsonNode.DeepEquals(limits, one.Object("requests")));
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
