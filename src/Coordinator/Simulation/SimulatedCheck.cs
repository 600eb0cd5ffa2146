using Coordinator.Core.Plans.Jobs;
using Coordinator.Kubernetes.Checks.InCluster;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Simulation;

/// <summary>Lets <c>coordinator check</c> really run in simulated clusters: the same check, in this process, on their network.</summary>
internal sealed class SimulatedCheck : IContainerProgram
{
    public bool IsRunBy(IReadOnlyList<string> command) => command.SequenceEqual(CheckJob.Command);

    public async Task<int> RunAsync(ContainerSurroundings surroundings, CancellationToken cancellationToken)
    {
        var options = new ClusterCheckOptions
        {
            Clock = surroundings.Time,
            ClockFactor = Math.Max(1, (surroundings.Time as ScaledTimeProvider)?.Factor ?? 1),
            Wall = surroundings.Wall,
            Network = surroundings.Network,
        };
        var (result, code) = await ClusterCheckProgram.RunAsync(
            surroundings.Environment.GetValueOrDefault(CheckJob.OrderVariable), options, cancellationToken);
        surroundings.Print(result.Write());
        return code;
    }
}
