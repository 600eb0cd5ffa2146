namespace Coordinator.Simulator.Hosting;

/// <summary>A program that a simulated container really runs, in this process, instead of being slept through.</summary>
public interface IContainerProgram
{
    /// <summary>Whether this is the program of a command line, entry point and arguments.</summary>
    bool IsRunBy(IReadOnlyList<string> command);

    /// <summary>Runs it. Cancelled when its pod ends sooner.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(ContainerSurroundings surroundings, CancellationToken cancellationToken);
}
