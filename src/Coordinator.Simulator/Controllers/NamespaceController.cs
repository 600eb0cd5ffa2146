using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Gives a new namespace its ServiceAccount and root certificate, and empties one that is deleted.</summary>
internal sealed class NamespaceController(Cluster cluster) : IController
{
    private const string RootCertificate = "kube-root-ca.crt";

    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(0.5);

    private static readonly WriteOptions By = WriteOptions.Internal("kube-controller-manager");

    public string Name => "namespace";

    public void Observe(Change change)
    {
        if (change.After.Kind == KindTable.Namespace && change.Kind != ChangeKind.Deleted)
            cluster.Loop.Enqueue(new(Name, "", change.After.Name), cluster.Options.ControllerDelay);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Namespace, "", name) is not { } item) return;
        if (item.IsTerminating) Empty(name);
        else Furnish(name);
    }

    private void Furnish(string name)
    {
        if (cluster.Store.Find(KindTable.ServiceAccount, name, "default") is null)
        {
            cluster.Writer.Create(KindTable.ServiceAccount, name,
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } }, By);
        }

        if (cluster.Store.Find(KindTable.ConfigMap, name, RootCertificate) is not null) return;
        cluster.Writer.Create(KindTable.ConfigMap, name, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = RootCertificate },
            ["data"] = new JsonObject { ["ca.crt"] = "-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n" },
        }, By);
    }

    private void Empty(string name)
    {
        var left = cluster.Store.Shelves.Where(shelf => shelf.Kind.Namespaced).SelectMany(shelf => shelf.All(name)).ToList();
        foreach (var item in left)
        {
            if (!item.IsTerminating)
                cluster.Writer.Delete(item.Kind, name, item.Name, DeleteOptions.Default with { Propagation = "Background" }, By);
        }

        if (cluster.Store.Shelves.Where(shelf => shelf.Kind.Namespaced).Any(shelf => shelf.All(name).Any()))
            cluster.Loop.Enqueue(new(Name, "", name), Recheck);
        else cluster.Writer.Finish(KindTable.Namespace, "", name);
    }
}
