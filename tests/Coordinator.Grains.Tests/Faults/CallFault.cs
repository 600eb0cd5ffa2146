using Coordinator.Simulator.Faults;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>What becomes of a call.</summary>
/// <param name="Name">For people.</param>
/// <param name="Fault">What the simulator does; null where it forgets the past, so that a watch from there is expired.</param>
internal sealed record CallFault(string Name, Fault? Fault);
