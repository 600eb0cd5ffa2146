using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>CPU in cores and memory in bytes.</summary>
internal readonly record struct Room(decimal Cpu, decimal Memory)
{
    public static Room operator +(Room left, Room right) => new(left.Cpu + right.Cpu, left.Memory + right.Memory);

    public static Room operator -(Room left, Room right) => new(left.Cpu - right.Cpu, left.Memory - right.Memory);

    public static Room operator *(Room left, decimal factor) => new(left.Cpu * factor, left.Memory * factor);

    /// <summary>Whether there is as much as that of both.</summary>
    public bool Covers(Room other) => Cpu >= other.Cpu && Memory >= other.Memory;

    /// <summary>What a node gives to pods.</summary>
    public static Room OfNode(JsonObject node) => Read(node.At("status", "allocatable"));

    /// <summary>What a pod asks for: its containers together, or its largest init container.</summary>
    public static Room OfPod(JsonNode? podSpec)
    {
        var running = podSpec.Objects("containers").Select(OfContainer).Aggregate(default(Room), (sum, one) => sum + one);
        return podSpec.Objects("initContainers").Select(OfContainer)
            .Aggregate(running, (most, one) => new Room(Math.Max(most.Cpu, one.Cpu), Math.Max(most.Memory, one.Memory)));
    }

    /// <inheritdoc />
    public override string ToString() => $"{Cpu:0.##} cores and {Memory / (1024 * 1024):0} MiB";

    private static Room OfContainer(JsonObject container) => Read(container.At("resources", "requests"));

    private static Room Read(JsonNode? resources) => new(Amount(resources, "cpu"), Amount(resources, "memory"));

    /// <summary>Manifests may write a quantity as a bare number.</summary>
    private static decimal Amount(JsonNode? resources, string name) =>
        resources.Text(name) is { } text ? Quantity.Parse(text) : resources.Whole(name)
            ?? Quantity.Parse(resources.At(name)?.ToJsonString());
}
