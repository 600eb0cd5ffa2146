namespace Coordinator.Simulator.Events;

/// <summary>Who tells of something.</summary>
/// <param name="Component">Name of the component, such as <c>kubelet</c>.</param>
/// <param name="Manager">The field manager under which it writes.</param>
/// <param name="Host">The node on which it runs; null when that does not matter.</param>
/// <param name="Action">Of events in the newer form: what was being done; null in the older form.</param>
internal sealed record EventSource(string Component, string Manager, string? Host = null, string? Action = null)
{
    public static readonly EventSource Deployments = new("deployment-controller", Controllers);

    public static readonly EventSource ReplicaSets = new("replicaset-controller", Controllers);

    public static readonly EventSource Jobs = new("job-controller", Controllers);

    public static readonly EventSource Binding = new("default-scheduler", "kube-scheduler", Action: "Binding");

    public static readonly EventSource Scheduling = new("default-scheduler", "kube-scheduler", Action: "Scheduling");

    private const string Controllers = "kube-controller-manager";

    public static EventSource Node(string name) => new("kubelet", "kubelet", name);
}
