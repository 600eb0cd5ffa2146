namespace Coordinator.Simulator.Hosting;

/// <summary>What a program finds around it in its simulated container.</summary>
/// <param name="Command">Entry point and arguments.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Print">Prints a line to the container's log.</param>
/// <param name="Network">Puts the cluster's network before the machine's own: Services are found by their DNS names, and lead to their
/// ready pods as they do for everyone in the cluster.</param>
/// <param name="Time">The cluster's clock.</param>
/// <param name="Wall">The clock of requests and their rates.</param>
public sealed record ContainerSurroundings(
    IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, Action<string> Print,
    Func<HttpMessageHandler, HttpMessageHandler> Network, TimeProvider Time, TimeProvider Wall);
