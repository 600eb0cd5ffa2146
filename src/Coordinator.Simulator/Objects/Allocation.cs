using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Defaults;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Objects;

/// <summary>What the server gives an object of its own accord; no client owns it.</summary>
internal static class Allocation
{
    public static void Create(ApiKind kind, JsonObject item, Cluster cluster)
    {
        if (kind == KindTable.Service)
        {
            ServiceDefaults.Allocate(item, cluster.NextServiceAddress);
            item["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
        else if (kind == KindTable.Pod) PodAdmission.Admit(item, cluster.Suffix());
        else if (kind == KindTable.Job)
        {
            WorkloadDefaults.AllocateJob(item);
            item["status"] = new JsonObject();
        }
        else if (kind == KindTable.Namespace)
        {
            item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
            item["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else if (kind.Name == "PersistentVolumeClaim") item["status"] = new JsonObject { ["phase"] = "Pending" };
        else if (kind.HasStatus && !kind.Custom) item["status"] = new JsonObject();
    }

    public static void Update(ApiKind kind, JsonObject before, JsonObject after)
    {
        if (kind == KindTable.Service) ServiceDefaults.Carry(before, after);
        else if (kind == KindTable.Job) after.Ensure("spec").Default("selector", before.At("spec", "selector")?.DeepClone());
    }
}
