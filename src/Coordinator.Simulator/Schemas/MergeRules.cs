namespace Coordinator.Simulator.Schemas;

/// <summary>
/// How lists and structs are merged, as the API reference documents it (patch strategy, list type and map type), and which
/// structs are values. Keys are <c>Type.field</c> or, where it holds for every type, the field alone.
/// </summary>
internal static class MergeRules
{
    public sealed record ListRule(string MergeKey, params string[] Keys);

    public static readonly Dictionary<string, ListRule> Lists = new(StringComparer.Ordinal)
    {
        ["V1PodSpec.containers"] = new("name", "name"),
        ["V1PodSpec.initContainers"] = new("name", "name"),
        ["V1PodSpec.ephemeralContainers"] = new("name", "name"),
        ["V1PodSpec.volumes"] = new("name", "name"),
        ["V1PodSpec.imagePullSecrets"] = new("name", "name"),
        ["V1PodSpec.hostAliases"] = new("ip", "ip"),
        ["V1PodSpec.topologySpreadConstraints"] = new("topologyKey", "topologyKey", "whenUnsatisfiable"),
        ["V1PodSpec.schedulingGates"] = new("name", "name"),
        ["V1PodSpec.resourceClaims"] = new("name", "name"),
        ["V1Container.ports"] = new("containerPort", "containerPort", "protocol"),
        ["V1Container.env"] = new("name", "name"),
        ["V1Container.volumeMounts"] = new("mountPath", "mountPath"),
        ["V1Container.volumeDevices"] = new("devicePath", "devicePath"),
        ["V1ServiceSpec.ports"] = new("port", "port", "protocol"),
        ["V1ServiceAccount.secrets"] = new("name", "name"),
        ["V1ObjectMeta.ownerReferences"] = new("uid", "uid"),
        ["V1NodeStatus.addresses"] = new("type", "type"),
        ["conditions"] = new("type", "type"),
    };

    public static readonly HashSet<string> Sets = new(StringComparer.Ordinal)
    {
        "V1ObjectMeta.finalizers", "V1NodeSpec.podCIDRs", "V1LoadBalancerIngress.ports",
    };

    public static readonly HashSet<string> AtomicTypes = new(StringComparer.Ordinal)
    {
        "V1LabelSelector", "V1ObjectReference", "V1LocalObjectReference", "V1SecretKeySelector", "V1ConfigMapKeySelector",
        "V1ObjectFieldSelector", "V1ResourceFieldSelector", "V1TypedLocalObjectReference", "V1SecretReference",
        "V1NodeSelector", "V1NodeSelectorTerm", "V1RoleRef", "V1ScopeSelector", "V1CrossVersionObjectReference", "V1OwnerReference", "V1FileKeySelector",
    };

    public static readonly HashSet<string> AtomicFields = new(StringComparer.Ordinal)
    {
        "V1ServiceSpec.selector", "V1PodSpec.nodeSelector", "V1JobStatus.conditions",
    };

    public static readonly HashSet<string> AlwaysThere = new(StringComparer.Ordinal)
    {
        "metadata", "spec", "status", "V1DeploymentSpec.strategy", "V1DeploymentSpec.template", "V1ReplicaSetSpec.template",
        "V1StatefulSetSpec.template", "V1StatefulSetSpec.updateStrategy", "V1DaemonSetSpec.template",
        "V1DaemonSetSpec.updateStrategy", "V1JobSpec.template", "V1CronJobSpec.jobTemplate", "V1PodTemplate.template", "V1ServiceStatus.loadBalancer",
        "V1IngressStatus.loadBalancer", "V2HorizontalPodAutoscalerSpec.scaleTargetRef",
        "V1PersistentVolumeClaimSpec.resources", "Corev1Event.source", "Eventsv1Event.deprecatedSource",
        "V1CustomResourceDefinitionSpec.names", "V1CustomResourceDefinitionStatus.acceptedNames",
        "V1CustomResourceDefinitionStatus.conditions", "V1HorizontalPodAutoscalerSpec.scaleTargetRef", "V1PodSpec.containers",
    };

    /// <summary>
    /// Numbers and flags that say the same as leaving the field out (no pointer in the server's own form, and left out there
    /// when zero).
    /// </summary>
    public static readonly HashSet<string> ZeroIsAbsent = new(StringComparer.Ordinal)
    {
        "active", "failed", "succeeded", "denied", "paused", "generation", "minReadySeconds", "nodePort", "healthCheckNodePort",
        "hostPort", "number", "publishNotReadyAddresses", "hostNetwork", "hostPID", "hostIPC", "unschedulable", "readOnly",
        "stdin", "stdinOnce", "tty", "fullyLabeledReplicas", "readyReplicas", "unavailableReplicas", "updatedReplicas",
        "numberAvailable", "numberUnavailable", "updatedNumberScheduled", "sizeBytes", "signal", "initialDelaySeconds",
        "failureThreshold", "successThreshold", "V1Probe.timeoutSeconds", "V1Probe.periodSeconds", "V1ScaleSpec.replicas",
        "V1DeploymentStatus.replicas", "V1DeploymentStatus.availableReplicas", "V1ReplicaSetStatus.availableReplicas",
        "V1DeploymentStatus.observedGeneration", "V1ReplicaSetStatus.observedGeneration", "V1StatefulSetStatus.observedGeneration",
        "V1DaemonSetStatus.observedGeneration", "V1PodStatus.observedGeneration", "V1PodCondition.observedGeneration",
        "V1Condition.observedGeneration", "V1PodDisruptionBudgetStatus.observedGeneration",
        "Corev1Event.count", "Corev1EventSeries.count",
    };
}
