using Coordinator.Simulator.Faults;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>A call, and what becomes of it.</summary>
/// <param name="Cluster">Name of the run's own cluster and application.</param>
/// <param name="Call">The call.</param>
/// <param name="Name">What happens, for people.</param>
/// <param name="Fault">What happens.</param>
internal sealed record FaultCase(string Cluster, CallKey Call, string Name, Fault Fault)
{
    /// <inheritdoc />
    public override string ToString() => $"{Call}: {Name}";
}
