namespace Coordinator.Simulator.Kinds;

/// <summary>The kinds that every cluster serves, as one table of data: a further kind is one more row.</summary>
internal static class KindTable
{
    private static readonly string[] All = ["all"];

    public static readonly ApiKind Namespace = new("", "v1", "Namespace", "namespaces")
    {
        Namespaced = false,
        ShortNames = ["ns"],
        HasStatus = true,
        Schema = "V1Namespace",
        Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        ReturnsDeleted = true,
    };

    public static readonly ApiKind Service = new("", "v1", "Service", "services")
    { ShortNames = ["svc"], Categories = All, HasStatus = true, Schema = "V1Service", ReturnsDeleted = true, CreatesByUpdate = true };

    public static readonly ApiKind Pod = new("", "v1", "Pod", "pods")
    {
        ShortNames = ["po"],
        Categories = All,
        HasStatus = true,
        HasGeneration = true,
        Schema = "V1Pod",
        ReturnsDeleted = true,
    };

    public static readonly ApiKind ConfigMap = new("", "v1", "ConfigMap", "configmaps")
    { ShortNames = ["cm"], Schema = "V1ConfigMap" };

    public static readonly ApiKind Secret = new("", "v1", "Secret", "secrets") { Schema = "V1Secret" };

    public static readonly ApiKind Node = new("", "v1", "Node", "nodes")
    { Namespaced = false, ShortNames = ["no"], HasStatus = true, Schema = "V1Node" };

    public static readonly ApiKind Event = new("", "v1", "Event", "events")
    { ShortNames = ["ev"], Schema = "Corev1Event", CreatesByUpdate = true };

    public static readonly ApiKind Endpoints = new("", "v1", "Endpoints", "endpoints")
    {
        ShortNames = ["ep"],
        Schema = "V1Endpoints",
        CreatesByUpdate = true,
        Deprecation = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    };

    public static readonly ApiKind LimitRange = new("", "v1", "LimitRange", "limitranges")
    { ShortNames = ["limits"], Schema = "V1LimitRange", CreatesByUpdate = true };

    public static readonly ApiKind ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts")
    { ShortNames = ["sa"], Schema = "V1ServiceAccount", ReturnsDeleted = true };

    public static readonly ApiKind Deployment = new("apps", "v1", "Deployment", "deployments")
    {
        ShortNames = ["deploy"],
        Categories = All,
        HasStatus = true,
        HasScale = true,
        HasGeneration = true,
        Schema = "V1Deployment",
    };

    public static readonly ApiKind ReplicaSet = new("apps", "v1", "ReplicaSet", "replicasets")
    {
        ShortNames = ["rs"],
        Categories = All,
        HasStatus = true,
        HasScale = true,
        HasGeneration = true,
        Schema = "V1ReplicaSet",
    };

    public static readonly ApiKind Job = new("batch", "v1", "Job", "jobs")
    { Categories = All, HasStatus = true, HasGeneration = true, Schema = "V1Job" };

    public static readonly ApiKind EndpointSlice = new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
    { HasGeneration = true, Schema = "V1EndpointSlice" };

    public static readonly ApiKind Role = new("rbac.authorization.k8s.io", "v1", "Role", "roles") { Schema = "V1Role", CreatesByUpdate = true };

    public static readonly ApiKind RoleBinding = new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings")
    { Schema = "V1RoleBinding", CreatesByUpdate = true };

    public static readonly ApiKind ClusterRole = new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles")
    { Namespaced = false, Schema = "V1ClusterRole", CreatesByUpdate = true };

    public static readonly ApiKind ClusterRoleBinding =
        new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings")
        { Namespaced = false, Schema = "V1ClusterRoleBinding", CreatesByUpdate = true };

    public static readonly ApiKind SelfSubjectAccessReview =
        Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews");

    public static readonly ApiKind SelfSubjectRulesReview =
        Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews");

    public static readonly ApiKind SubjectAccessReview = Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews");

    public static readonly ApiKind LocalSubjectAccessReview =
        Review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews") with
        { Namespaced = true };

    public static readonly ApiKind SelfSubjectReview = Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews");

    public static readonly ApiKind TokenReview = Review("authentication.k8s.io", "TokenReview", "tokenreviews");

    public static readonly ApiKind Lease = new("coordination.k8s.io", "v1", "Lease", "leases") { Schema = "V1Lease", CreatesByUpdate = true, NeedsVersion = true };

    public static readonly ApiKind StorageClass = new("storage.k8s.io", "v1", "StorageClass", "storageclasses")
    { Namespaced = false, ShortNames = ["sc"], Schema = "V1StorageClass" };

    public static readonly ApiKind ResourceQuota = new("", "v1", "ResourceQuota", "resourcequotas")
    { ShortNames = ["quota"], HasStatus = true, Schema = "V1ResourceQuota", ReturnsDeleted = true };

    public static readonly ApiKind Budget = new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
    { ShortNames = ["pdb"], HasStatus = true, HasGeneration = true, Schema = "V1PodDisruptionBudget", NeedsVersion = true };

    public static readonly ApiKind StatefulSet = new("apps", "v1", "StatefulSet", "statefulsets")
    {
        ShortNames = ["sts"],
        Categories = All,
        HasStatus = true,
        HasScale = true,
        HasGeneration = true,
        Schema = "V1StatefulSet",
    };

    public static readonly ApiKind DaemonSet = new("apps", "v1", "DaemonSet", "daemonsets")
    { ShortNames = ["ds"], Categories = All, HasStatus = true, HasGeneration = true, Schema = "V1DaemonSet" };

    private static readonly ApiKind Scaler = new("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
    { ShortNames = ["hpa"], Categories = All, HasStatus = true, Schema = "V2HorizontalPodAutoscaler" };

    public static readonly ApiKind Definition =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions")
        {
            Namespaced = false,
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            HasStatus = true,
            HasGeneration = true,
            Schema = "V1CustomResourceDefinition",
            NeedsVersion = true,
            ReturnsDeleted = true,
        };

    /// <summary>Every kind, in the order in which discovery lists groups and, within one, versions.</summary>
    public static readonly ApiKind[] Rows =
    [
        Namespace, Service, Pod, ConfigMap, Secret, Node, Event, Endpoints, ServiceAccount,
        new("", "v1", "PersistentVolume", "persistentvolumes")
        { Namespaced = false, ShortNames = ["pv"], HasStatus = true, Schema = "V1PersistentVolume", ReturnsDeleted = true },
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
        { ShortNames = ["pvc"], HasStatus = true, Schema = "V1PersistentVolumeClaim", ReturnsDeleted = true },
        LimitRange,
        new("", "v1", "PodTemplate", "podtemplates") { Schema = "V1PodTemplate", HasGeneration = true, ReturnsDeleted = true },
        ResourceQuota,
        Deployment, ReplicaSet, StatefulSet, DaemonSet,
        new("apps", "v1", "ControllerRevision", "controllerrevisions") { Schema = "V1ControllerRevision" },
        new("events.k8s.io", "v1", "Event", "events")
        { ShortNames = ["ev"], Schema = "Eventsv1Event", CreatesByUpdate = true, Stored = Event, Conversion = EventConversion.Both },
        TokenReview, SelfSubjectReview, LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview,
        Scaler,
        new("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
        {
            ShortNames = ["hpa"], Categories = All, HasStatus = true, Schema = "V1HorizontalPodAutoscaler", Stored = Scaler,
            Conversion = ScalerConversion.Both,
        },
        new("batch", "v1", "CronJob", "cronjobs")
        { ShortNames = ["cj"], Categories = All, HasStatus = true, HasGeneration = true, Schema = "V1CronJob" },
        Job, Budget,
        new("networking.k8s.io", "v1", "Ingress", "ingresses")
        { ShortNames = ["ing"], HasStatus = true, HasGeneration = true, Schema = "V1Ingress" },
        new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies")
        { ShortNames = ["netpol"], HasGeneration = true, Schema = "V1NetworkPolicy" },
        Role, RoleBinding, ClusterRole, ClusterRoleBinding, StorageClass, Definition,
        new("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses")
        { Namespaced = false, ShortNames = ["pc"], HasGeneration = true, Schema = "V1PriorityClass" },
        Lease,
        EndpointSlice,
    ];

    private static readonly Dictionary<(string Group, string Version, string Plural), ApiKind> ByPath =
        Rows.ToDictionary(kind => (kind.Group, kind.Version, kind.Plural));

    private static readonly Dictionary<(string ApiVersion, string Name), ApiKind> ByName =
        Rows.ToDictionary(kind => (kind.ApiVersion, kind.Name));

    public static ApiKind? Find(string group, string version, string plural) =>
        ByPath.GetValueOrDefault((group, version, plural));

    public static ApiKind? FindByName(string apiVersion, string name) => ByName.GetValueOrDefault((apiVersion, name));

    /// <summary>A question that is answered at once: nothing is stored.</summary>
    private static ApiKind Review(string group, string name, string plural) =>
        new(group, "v1", name, plural) { Namespaced = false, Verbs = ["create"], Schema = "V1" + name };
}
