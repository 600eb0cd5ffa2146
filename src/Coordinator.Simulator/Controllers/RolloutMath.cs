using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>The numbers of a rolling update, as the Deployment controller of Kubernetes computes them.</summary>
internal sealed record RolloutMath(int Replicas, int MaxSurge, int MaxUnavailable)
{
    public int MinAvailable => Replicas - MaxUnavailable;

    public static RolloutMath Of(JsonObject deployment)
    {
        var replicas = (int)(deployment.Whole("spec", "replicas") ?? 1);
        if (deployment.Text("spec", "strategy", "type") == "Recreate") return new(replicas, 0, 0);
        var surge = Share(deployment.At("spec", "strategy", "rollingUpdate", "maxSurge"), replicas, up: true);
        var unavailable = Share(deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable"), replicas, up: false);
        // Both zero would never get on: one pod may then be missing.
        if (surge == 0 && unavailable == 0) unavailable = 1;
        return new(replicas, surge, Math.Min(unavailable, replicas));
    }

    public static int Wanted(StoredObject set) => (int)(set.Json.Whole("spec", "replicas") ?? 0);

    public static int Status(StoredObject set, string count) => (int)(set.Json.Whole("status", count) ?? 0);

    /// <summary>How many pods the new ReplicaSet may have now.</summary>
    public int NewReplicas(int wantedOfAll, int wantedOfNew)
    {
        var room = Replicas + MaxSurge - wantedOfAll;
        return room <= 0 ? wantedOfNew : wantedOfNew + Math.Min(room, Replicas - wantedOfNew);
    }

    private static int Share(JsonNode? value, int of, bool up)
    {
        if (value.Whole() is { } whole) return (int)whole;
        if (!int.TryParse(value.Text()?.TrimEnd('%'), out var percent)) return 0;
        return (int)(up ? Math.Ceiling(of * percent / 100.0) : Math.Floor(of * percent / 100.0));
    }
}
