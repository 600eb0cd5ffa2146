using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>The controllers of a cluster: hands them the changes and the work that falls due.</summary>
internal sealed class ControllerSet
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Cluster cluster;
    private readonly Dictionary<string, IController> controllers;
    private readonly IController[] ordered;

    public ControllerSet(Cluster cluster)
    {
        this.cluster = cluster;
        Pods = new PodController(cluster);
        Definitions = new DefinitionController(cluster);
        ordered =
        [
            new NamespaceController(cluster), new DeploymentController(cluster), new ReplicaSetController(cluster), Pods,
            new EndpointsController(cluster), new JobController(cluster), new GarbageCollector(cluster),
            Definitions, new BudgetController(cluster), new QuotaController(cluster),
            new RouteController(cluster, "gateway.networking.k8s.io", "HTTPRoute"),
            new RouteController(cluster, "networking.istio.io", "VirtualService"),
        ];
        controllers = ordered.ToDictionary(controller => controller.Name, StringComparer.Ordinal);
        cluster.Store.Observe(Observe);
    }

    public PodController Pods { get; }

    public DefinitionController Definitions { get; }

    public void Work(WorkKey key)
    {
        try
        {
            controllers[key.Controller].Reconcile(key.Namespace, key.Name);
        }
        catch (StatusError)
        {
            // What the server refuses a controller (a quota is full, say) it tries again.
            cluster.Loop.Enqueue(key, Retry);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            // One failing controller must not stop the others; the state page shows it.
            cluster.Problem($"{key.Controller} {key.Namespace}/{key.Name}: {defect}");
        }
    }

    private void Observe(Change change)
    {
        foreach (var controller in ordered) controller.Observe(change);
    }
}
