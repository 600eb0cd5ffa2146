using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using static Coordinator.Simulator.Tables.Column;

namespace Coordinator.Simulator.Tables;

/// <summary>The columns of each kind as one table of data. A kind without a row has its name and its creation.</summary>
internal static class Columns
{
    public static readonly Column Name = Text("Name", "Name of the object, unique among its kind in its namespace.",
        item => item.Text("metadata", "name") ?? "") with
    { Format = "name" };

    private static readonly Column Age = new("Age", "string", "How long ago the server created the object.",
        (item, now) => Ages.Of(item.At("metadata", "creationTimestamp"), now));

    private static readonly Column Created = new("Created At", "date", "When the server created the object.",
        (item, _) => item.Text("metadata", "creationTimestamp") ?? "");

    private static readonly Column[] Plain = [Name, Created];

    public static bool IsPlain(ApiKind kind) => Of(kind) == Plain;

    private static readonly Column Selected = Wide("Selector", "Label query over the pods that belong to it.",
        item => Texts.Selector(item.Object("spec", "selector")));

    private static readonly Column[] OfTemplate =
    [
        Wide("Containers", "Names of the containers of the template.", item => Texts.Containers(item, "name", "spec", "template")),
        Wide("Images", "Images of the containers of the template.", item => Texts.Containers(item, "image", "spec", "template")),
    ];

    private static readonly Dictionary<string, Column[]> Table = new(StringComparer.Ordinal)
    {
        ["Pod"] =
        [
            Name, Text("Ready", "Ready containers of all containers.", PodCells.Ready),
            Text("Status", "Phase of the pod, or why it is not in the phase that it should be in.", PodCells.Status),
            new("Restarts", "string", "How often its containers were restarted, and when last.", (item, now) => PodCells.Restarts(item, now)),
            Age, Wide("IP", "Address of the pod.", item => Texts.OrNone(item.Text("status", "podIP"))),
            Wide("Node", "Node to which it is bound.", item => Texts.OrNone(item.Text("spec", "nodeName"))),
            Wide("Nominated Node", "Node that may be freed for it.", item => Texts.OrNone(item.Text("status", "nominatedNodeName"))),
            Wide("Readiness Gates", "Further conditions of its readiness that hold.", PodCells.Gates),
        ],
        ["Deployment"] =
        [
            Name, Text("Ready", "Ready pods of the wanted ones.", item => $"{Status(item, "readyReplicas")}/{item.Whole("spec", "replicas") ?? 0}"),
            Count("Up-to-date", "Pods of the newest template.", item => Status(item, "updatedReplicas")),
            Count("Available", "Pods that have been ready for long enough.", item => Status(item, "availableReplicas")),
            Age, .. OfTemplate, Selected,
        ],
        ["ReplicaSet"] =
        [
            Name, Whole("Desired", "Pods that it should have.", item => item.Whole("spec", "replicas") ?? 0),
            Whole("Current", "Pods that it has.", item => Status(item, "replicas")),
            Whole("Ready", "Pods that are ready.", item => Status(item, "readyReplicas")), Age, .. OfTemplate, Selected,
        ],
        ["StatefulSet"] =
        [
            Name, Text("Ready", "Ready pods of the wanted ones.", item => $"{Status(item, "readyReplicas")}/{item.Whole("spec", "replicas") ?? 0}"),
            Age, .. OfTemplate,
        ],
        ["DaemonSet"] =
        [
            Name, Whole("Desired", "Nodes that should run its pod.", item => Status(item, "desiredNumberScheduled")),
            Whole("Current", "Nodes that have its pod.", item => Status(item, "currentNumberScheduled")),
            Whole("Ready", "Nodes on which its pod is ready.", item => Status(item, "numberReady")),
            Whole("Up-to-date", "Nodes with the newest template.", item => Status(item, "updatedNumberScheduled")),
            Whole("Available", "Nodes on which its pod has been ready for long enough.", item => Status(item, "numberAvailable")),
            Text("Node Selector", "Labels of the nodes that it is for.", item => Texts.Labels(item.Object("spec", "template", "spec", "nodeSelector"))),
            Age, .. OfTemplate, Selected,
        ],
        ["Job"] =
        [
            Name, Text("Status", "Where the job stands.", WorkloadCells.JobStatus),
            Text("Completions", "Successful pods of the wanted ones.", WorkloadCells.JobCompletions),
            new("Duration", "string", "How long it ran.", (item, now) => WorkloadCells.JobDuration(item, now)), Age, .. OfTemplate, Selected,
        ],
        ["CronJob"] =
        [
            Name, Text("Schedule", "When it runs, in cron format.", item => item.Text("spec", "schedule")),
            Text("Timezone", "Time zone of the schedule.", item => Texts.OrNone(item.Text("spec", "timeZone"))),
            new("Suspend", "boolean", "Whether it is suspended.", (item, _) => item.Flag("spec", "suspend") is true ? "True" : "False"),
            Whole("Active", "Running jobs.", item => item.Array("status", "active")?.Count ?? 0),
            new("Last Schedule", "string", "When it was started last.", (item, now) =>
                item.At("status", "lastScheduleTime") is { } at ? Ages.Of(at, now) : Texts.None),
            Age, Wide("Containers", "Names of the containers of the template.",
                item => Texts.Containers(item, "name", "spec", "jobTemplate", "spec", "template")),
            Wide("Images", "Images of the containers of the template.",
                item => Texts.Containers(item, "image", "spec", "jobTemplate", "spec", "template")),
            Wide("Selector", "Label query over its pods.", item => Texts.Selector(item.Object("spec", "jobTemplate", "spec", "selector"))),
        ],
        ["Service"] =
        [
            Name, Text("Type", "How the service is reached.", item => item.Text("spec", "type")),
            Text("Cluster-IP", "Its address within the cluster.", item => Texts.OrNone(item.Text("spec", "clusterIP"))),
            Text("External-IP", "Its addresses outside of the cluster.", Texts.ExternalAddress),
            Text("Port(s)", "Its ports.", Texts.ServicePorts), Age,
            Wide("Selector", "Labels of the pods that it leads to.", item => Texts.Labels(item.Object("spec", "selector"))),
        ],
        ["Endpoints"] = [Name, Text("Endpoints", "Ready addresses with their ports.", Texts.Endpoints), Age],
        ["EndpointSlice"] =
        [
            Name, Text("AddressType", "Kind of its addresses.", item => item.Text("addressType")),
            Text("Ports", "Ports of each endpoint.", Texts.SlicePorts), Text("Endpoints", "Addresses of the endpoints.", Texts.SliceAddresses), Age,
        ],
        ["Node"] =
        [
            Name, Text("Status", "Whether pods can run on it.", WorkloadCells.NodeStatus), Text("Roles", "Its roles.", WorkloadCells.NodeRoles), Age,
            Text("Version", "Version of its kubelet.", item => item.Text("status", "nodeInfo", "kubeletVersion")),
            Wide("Internal-IP", "Its address within the cluster.", item => WorkloadCells.NodeAddress(item, "InternalIP")),
            Wide("External-IP", "Its address outside of the cluster.", item => WorkloadCells.NodeAddress(item, "ExternalIP")),
            Wide("OS-Image", "Its operating system.", item => item.Text("status", "nodeInfo", "osImage")),
            Wide("Kernel-Version", "Its kernel.", item => item.Text("status", "nodeInfo", "kernelVersion")),
            Wide("Container-Runtime", "What runs its containers.", item => item.Text("status", "nodeInfo", "containerRuntimeVersion")),
        ],
        ["Namespace"] = [Name, Text("Status", "Phase of the namespace.", item => item.Text("status", "phase")), Age],
        ["Event"] =
        [
            new("Last Seen", "string", "When it happened last.", (item, now) => Ages.Of(WorkloadCells.EventLast(item), now)),
            Text("Type", "Normal or Warning.", item => item.Text("type")), Text("Reason", "Why, for machines.", item => item.Text("reason")),
            Text("Object", "What it is about.", item =>
                $"{item.Text("involvedObject", "kind")?.ToLowerInvariant()}/{item.Text("involvedObject", "name")}"),
            Wide("Subobject", "Which part of that.", item => item.Text("involvedObject", "fieldPath") ?? ""),
            Wide("Source", "Who says so.", WorkloadCells.EventSource),
            Text("Message", "Why, for people.", item => item.Text("message")?.Trim()),
            new("First Seen", "string", "When it happened first.", (item, now) =>
                Ages.Of(item.At("firstTimestamp") ?? item.At("eventTime"), now)) { Priority = 1 },
            Whole("Count", "How often.", item => item.Whole("series", "count") ?? Math.Max(1, item.Whole("count") ?? 1)) with { Priority = 1, Type = "string" },
            Name with { Priority = 1 },
        ],
        ["Secret"] =
        [
            Name, Text("Type", "Kind of secret.", item => item.Text("type")),
            Count("Data", "How many keys it has.", item => item.Object("data")?.Count ?? 0), Age,
        ],
        ["ConfigMap"] =
        [
            Name, Count("Data", "How many keys it has.", item => (item.Object("data")?.Count ?? 0) + (item.Object("binaryData")?.Count ?? 0)), Age,
        ],
        ["ServiceAccount"] = [Name, Age],
        ["PersistentVolume"] =
        [
            Name, Text("Capacity", "Its size.", item => item.Text("spec", "capacity", "storage")),
            Text("Access Modes", "How it can be mounted.", item => Texts.Modes(item.Array("spec", "accessModes"))),
            Text("Reclaim Policy", "What happens to it after its claim.", item => item.Text("spec", "persistentVolumeReclaimPolicy")),
            Text("Status", "Phase of the volume.", item => item.Text("status", "phase")),
            Text("Claim", "Who holds it.", item => item.Object("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : ""),
            Text("StorageClass", "Its class.", item => item.Text("spec", "storageClassName") ?? ""),
            Text("VolumeAttributesClass", "Class of its attributes.", item => item.Text("spec", "volumeAttributesClassName") ?? "<unset>"),
            Text("Reason", "Why it failed.", item => item.Text("status", "reason") ?? ""), Age,
            Wide("VolumeMode", "File system or block.", item => item.Text("spec", "volumeMode") ?? "<unset>"),
        ],
        ["PersistentVolumeClaim"] =
        [
            Name, Text("Status", "Phase of the claim.", item => item.Text("status", "phase")),
            Text("Volume", "The volume that it holds.", item => item.Text("spec", "volumeName") ?? ""),
            Text("Capacity", "Size of that.", item => item.Text("status", "capacity", "storage") ?? ""),
            Text("Access Modes", "How it can be mounted.", item => Texts.Modes(item.Array("status", "accessModes"))),
            Text("StorageClass", "Its class.", item => item.Text("spec", "storageClassName") ?? ""),
            Text("VolumeAttributesClass", "Class of its attributes.", item => item.Text("spec", "volumeAttributesClassName") ?? "<unset>"), Age,
            Wide("VolumeMode", "File system or block.", item => item.Text("spec", "volumeMode") ?? "<unset>"),
        ],
        ["StorageClass"] =
        [
            Text("Name", "Name of the class.", item => item.Text("metadata", "name")
                + (item.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")) with
            { Format = "name" },
            Text("Provisioner", "Who makes its volumes.", item => item.Text("provisioner")),
            Text("ReclaimPolicy", "What happens to a volume after its claim.", item => item.Text("reclaimPolicy") ?? "Delete"),
            Text("VolumeBindingMode", "When a claim gets its volume.", item => item.Text("volumeBindingMode") ?? "Immediate"),
            new("AllowVolumeExpansion", "string", "Whether volumes can grow.", (item, _) => item.Flag("allowVolumeExpansion") is true), Age,
        ],
        ["ResourceQuota"] =
        [
            Name, Text("Request", "What is used of what may be requested.", item => Texts.Used(item, limits: false)),
            Text("Limit", "What is used of the limits.", item => Texts.Used(item, limits: true)), Age,
        ],
        ["HorizontalPodAutoscaler"] =
        [
            Name, Text("Reference", "What it scales.", item =>
                $"{item.Text("spec", "scaleTargetRef", "kind")}/{item.Text("spec", "scaleTargetRef", "name")}"),
            Text("Targets", "Metrics with their targets.", WorkloadCells.ScalerTargets),
            Text("MinPods", "Fewest pods.", item => Texts.Scalar(item.At("spec", "minReplicas"), "<unset>")),
            Count("MaxPods", "Most pods.", item => item.Whole("spec", "maxReplicas") ?? 0),
            Count("Replicas", "Pods that there are.", item => Status(item, "currentReplicas")), Age,
        ],
        ["PodDisruptionBudget"] =
        [
            Name, Text("Min Available", "Pods that must stay.", item => Texts.Scalar(item.At("spec", "minAvailable"), "N/A")),
            Text("Max Unavailable", "Pods that may be away.", item => Texts.Scalar(item.At("spec", "maxUnavailable"), "N/A")),
            Whole("Allowed Disruptions", "Pods that may be evicted now.", item => Status(item, "disruptionsAllowed")), Age,
        ],
        ["Ingress"] =
        [
            Name, Text("Class", "Class of the controller.", item => Texts.OrNone(item.Text("spec", "ingressClassName"))),
            Text("Hosts", "Hosts that it serves.", item => Texts.Joined(item.Objects("spec", "rules")
                .Select(rule => rule.Text("host") ?? "*").DefaultIfEmpty("*"))),
            Text("Address", "Where it is reached.", Texts.Balanced),
            Text("Ports", "On which ports.", item => item.Array("spec", "tls") is { Count: > 0 } ? "80, 443" : "80"), Age,
        ],
        ["NetworkPolicy"] = [Name, Text("Pod-Selector", "Pods that it is for.", item => Texts.Selector(item.Object("spec", "podSelector"))), Age],
        ["Lease"] = [Name, Text("Holder", "Who holds it.", item => item.Text("spec", "holderIdentity") ?? ""), Age],
        ["RoleBinding"] = Bindings(),
        ["ClusterRoleBinding"] = Bindings(),
        ["ControllerRevision"] =
        [
            Name, Text("Controller", "What it belongs to.", item => Texts.OrNone(item.Objects("metadata", "ownerReferences")
                .Where(owner => owner.Flag("controller") is true)
                .Select(owner => $"{owner.Text("kind")?.ToLowerInvariant()}.{owner.Text("apiVersion")?.Split('/')[0]}/{owner.Text("name")}").FirstOrDefault())),
            Whole("Revision", "Its number.", item => item.Whole("revision") ?? 0), Age,
        ],
    };

    public static Column[] Of(ApiKind kind) => kind.Definition?.Columns ?? Table.GetValueOrDefault(kind.Name) ?? Plain;

    private static long Status(JsonObject item, string count) => item.Whole("status", count) ?? 0;

    private static Column[] Bindings() =>
    [
        Name, Text("Role", "The role that it gives.", item => $"{item.Text("roleRef", "kind")}/{item.Text("roleRef", "name")}"), Age,
        Wide("Users", "Users that it is for.", item => Texts.Subjects(item, "User")),
        Wide("Groups", "Groups that it is for.", item => Texts.Subjects(item, "Group")),
        Wide("ServiceAccounts", "Accounts that it is for.", item => Texts.Subjects(item, "ServiceAccount")),
    ];
}
