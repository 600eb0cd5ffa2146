namespace Coordinator.Kubernetes.Clusters;

/// <summary>How a kind of object is addressed.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Plural">Name in paths.</param>
/// <param name="Namespaced">Whether its objects lie in namespaces.</param>
internal sealed record ResourceKind(string Group, string Version, string Plural, bool Namespaced = true)
{
    public static readonly ResourceKind Services = new("", "v1", "services");
    public static readonly ResourceKind Pods = new("", "v1", "pods");
    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps");
    public static readonly ResourceKind Secrets = new("", "v1", "secrets");
    public static readonly ResourceKind VolumeClaims = new("", "v1", "persistentvolumeclaims");
    public static readonly ResourceKind Volumes = new("", "v1", "persistentvolumes", Namespaced: false);
    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", Namespaced: false);
    public static readonly ResourceKind Nodes = new("", "v1", "nodes", Namespaced: false);
    public static readonly ResourceKind Events = new("", "v1", "events");
    public static readonly ResourceKind Jobs = new("batch", "v1", "jobs");
    public static readonly ResourceKind Deployments = new("apps", "v1", "deployments");
    public static readonly ResourceKind Autoscalers = new("autoscaling", "v2", "horizontalpodautoscalers");
    public static readonly ResourceKind DisruptionBudgets = new("policy", "v1", "poddisruptionbudgets");
    public static readonly ResourceKind HttpRoutes = new("gateway.networking.k8s.io", "v1", "httproutes");
    public static readonly ResourceKind VirtualServices = new("networking.istio.io", "v1", "virtualservices");
    public static readonly ResourceKind EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    public static readonly ResourceKind StorageClasses = new("storage.k8s.io", "v1", "storageclasses", Namespaced: false);
    public static readonly ResourceKind AccessReviews = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews",
        Namespaced: false);

    /// <summary>Path of the collection.</summary>
    public string Collection(string? ns)
    {
        var root = Group.Length is 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return Namespaced && ns is not null ? $"{root}/namespaces/{Uri.EscapeDataString(ns)}/{Plural}" : $"{root}/{Plural}";
    }

    /// <summary>Path of one object.</summary>
    public string One(string? ns, string name) => $"{Collection(ns)}/{Uri.EscapeDataString(name)}";
}
