using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Hosting;
using Coordinator.Simulator.Traffic;

namespace Coordinator.Simulator.Workloads;

/// <summary>A program that runs in a container, until it ends or is stopped.</summary>
internal sealed class ProgramRun
{
    /// <summary>Exit code of a program that broke down, as the runtime has it.</summary>
    private const int BrokeDown = 134;

    private readonly CancellationTokenSource stopping = new();

    /// <summary>Starts it.</summary>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="program">What runs.</param>
    /// <param name="ns">Namespace of its pod, in which short names of Services are sought.</param>
    /// <param name="command">Entry point and arguments.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="log">What it prints to.</param>
    /// <param name="ended">Told its exit code, under the cluster's lock; not when it was stopped.</param>
    public ProgramRun(
        Cluster cluster, IContainerProgram program, string ns, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment,
        ContainerLog log, Action<int> ended)
    {
        var surroundings = new ContainerSurroundings(
            command, environment, line => log.Print(cluster.Time.GetUtcNow(), line), inner => new ServiceNetwork(cluster, ns, inner),
            cluster.Time, cluster.Wall);
        _ = Task.Run(() => RunAsync(cluster, program, surroundings, ended));
    }

    /// <summary>Stops it; it does not tell its end any more. Called under the cluster's lock.</summary>
    public void Stop() => stopping.Cancel();

    private async Task RunAsync(Cluster cluster, IContainerProgram program, ContainerSurroundings surroundings, Action<int> ended)
    {
        var code = BrokeDown;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, cluster.Stopping);
            code = await program.RunAsync(surroundings, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || cluster.Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            surroundings.Print($"Unhandled exception. {fault.GetType().FullName}: {fault.Message.ReplaceLineEndings(" ")}");
        }

        lock (cluster.Gate)
        {
            if (!stopping.IsCancellationRequested && !cluster.Stopping.IsCancellationRequested) ended(code);
        }
    }
}
