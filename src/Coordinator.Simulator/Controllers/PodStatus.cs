using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Writes what a node sees of a pod into its status.</summary>
internal sealed class PodStatus(Cluster cluster)
{
    private const int KilledCode = 137;

    public const string NoNode = "0/0 nodes are available.";

    /// <summary>The order in which a node reports them.</summary>
    private static readonly string[] Reported = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    private static readonly WriteOptions By = WriteOptions.Internal("kubelet", "status");
    private static readonly WriteOptions SchedulerBy = WriteOptions.Internal("kube-scheduler", "binding");

    public void Bind(StoredObject pod, string node) => cluster.Writer.Modify(KindTable.Pod, pod.Namespace, pod.Name, item =>
    {
        item.Ensure("spec")["nodeName"] = node;
        Set(item, "PodScheduled", true);
    }, SchedulerBy);

    public void Unschedulable(StoredObject pod) => Change(pod, item =>
        Set(item, "PodScheduled", false, "Unschedulable", NoNode));

    public void Running(StoredObject pod, PodRun run, bool ready) => Change(pod, item =>
    {
        Base(item, run, "Running");
        Ready(item, ready, "ContainersNotReady", "containers with unready status: [" + ContainerName(item) + "]");
        Containers(item, run, ready, new JsonObject { ["running"] = new JsonObject { ["startedAt"] = cluster.Text(run.Started) } });
    });

    public void Crashed(StoredObject pod, PodRun run, int code) => Change(pod, item =>
    {
        Base(item, run, "Running");
        Ready(item, false, "ContainersNotReady", "containers with unready status: [" + ContainerName(item) + "]");
        Containers(item, run, false, new JsonObject
        {
            ["waiting"] = new JsonObject
            {
                ["reason"] = "CrashLoopBackOff",
                ["message"] = $"back-off restarting failed container={ContainerName(item)} pod={pod.Name}_{pod.Namespace}({pod.Uid})",
            },
        }, Terminated(run, code));
    });

    public void Waiting(StoredObject pod, PodRun run, string reason, string message) => Change(pod, item =>
    {
        Base(item, run, "Pending");
        Ready(item, false, "ContainersNotReady", "containers with unready status: [" + ContainerName(item) + "]");
        Containers(item, run, false,
            new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } }, restarts: 0);
    });

    public void Ended(StoredObject pod, PodRun run, int code) => Change(pod, item => End(item, run, code));

    /// <summary>Ended by its node, as by a kill, because its own time was over.</summary>
    public void Overdue(StoredObject pod, PodRun run) => Change(pod, item =>
    {
        End(item, run, KilledCode);
        item.Ensure("status")["reason"] = "DeadlineExceeded";
        item.Ensure("status")["message"] = PodEvents.DeadlineMessage;
    });

    private void Change(StoredObject pod, Action<JsonObject> change) =>
        cluster.Writer.Modify(KindTable.Pod, pod.Namespace, pod.Name, change, By);

    private void End(JsonObject item, PodRun run, int code)
    {
        Base(item, run, code == 0 ? "Succeeded" : "Failed");
        Ready(item, false, code == 0 ? "PodCompleted" : "PodFailed", null);
        Containers(item, run, false, Terminated(run, code));
    }

    private static string ContainerName(JsonObject item) => item.Objects("spec", "containers").First().Text("name") ?? "";

    private void Base(JsonObject item, PodRun run, string phase)
    {
        var status = item.Ensure("status");
        status["observedGeneration"] = item.Whole("metadata", "generation") ?? 1;
        status["phase"] = phase;
        if (HostAddress(item) is { } host)
        {
            status["hostIP"] = host;
            status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = host });
        }

        if (run.Address.Length > 0)
        {
            status["podIP"] = run.Address;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = run.Address });
        }

        status.Default("startTime", cluster.NowText);
        Set(item, "PodReadyToStartContainers", phase is "Running");
        Set(item, "Initialized", true, phase == "Succeeded" ? "PodCompleted" : null);
    }

    private string? HostAddress(JsonObject item) => cluster.Store.Find(KindTable.Node, "", item.Text("spec", "nodeName") ?? "")?.Json
        .Objects("status", "addresses").FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address");

    private void Ready(JsonObject item, bool ready, string reason, string? message)
    {
        Set(item, "Ready", ready, ready ? null : reason, ready ? null : message);
        Set(item, "ContainersReady", ready, ready ? null : reason, ready ? null : message);
    }

    private void Set(JsonObject item, string type, bool holds, string? reason = null, string? message = null)
    {
        var state = holds ? "True" : "False";
        var known = PodFactory.Condition(item, type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = state,
            ["lastTransitionTime"] = known?.Text("status") == state && known.Text("lastTransitionTime") is { } at ? at : cluster.NowText,
            ["observedGeneration"] = item.Whole("metadata", "generation") ?? 1,
        };
        if (reason is not null) condition["reason"] = reason;
        if (message is not null) condition["message"] = message;
        var status = item.Ensure("status");
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        if (known is not null) conditions.Remove(known);
        var place = System.Array.IndexOf(Reported, type);
        conditions.Insert(conditions.Count(other => System.Array.IndexOf(Reported, other.Text("type")) < place), condition);
    }

    private void Containers(JsonObject item, PodRun run, bool ready, JsonObject state, JsonObject? last = null, int? restarts = null)
    {
        var list = new JsonArray();
        var known = item.Objects("status", "containerStatuses").FirstOrDefault();
        last ??= known.Object("lastState")?.Copy() ?? [];
        var started = state["running"] is not null;
        foreach (var container in item.Objects("spec", "containers"))
        {
            var image = container.Text("image") ?? "";
            var before = item.Objects("status", "containerStatuses").FirstOrDefault(one => one.Text("name") == container.Text("name"));
            // A container goes on with what it was started with, wherever the tag points by now.
            var pulled = before?.Whole("restartCount") == (restarts ?? run.Restarts) ? before.Text("imageID") : null;
            list.Add(new JsonObject
            {
                ["name"] = container.Text("name"),
                ["state"] = state.Copy(),
                ["lastState"] = last.Copy(),
                ["ready"] = ready,
                ["restartCount"] = restarts ?? run.Restarts,
                ["image"] = image,
                ["imageID"] = pulled is { Length: > 0 } ? pulled : ImageId(image),
                ["containerID"] = run.Address.Length > 0 ? $"containerd://{item.Text("metadata", "uid")}-{run.Restarts}" : "",
                ["started"] = started,
            });
        }

        item.Ensure("status")["containerStatuses"] = list;
    }

    /// <summary>The same image has the same digest in every cluster, until its tag is moved there.</summary>
    private string ImageId(string image)
    {
        if (image.Contains("@sha256:", StringComparison.Ordinal)) return image;
        var content = cluster.MovedTags.TryGetValue(image, out var times) ? $"{image} moved {times}" : image;
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content));
        var colon = image.LastIndexOf(':');
        var name = colon > image.LastIndexOf('/') ? image[..colon] : image;
        return $"{name}@sha256:{Convert.ToHexStringLower(digest)}";
    }

    private JsonObject Terminated(PodRun run, int code) => new()
    {
        ["terminated"] = new JsonObject
        {
            ["exitCode"] = code,
            ["reason"] = code == 0 ? "Completed" : "Error",
            ["startedAt"] = cluster.Text(run.Started),
            ["finishedAt"] = cluster.NowText,
        },
    };
}
