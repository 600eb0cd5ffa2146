using System.CommandLine;
using Coordinator.Serve;
using Coordinator.Simulation;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Cli.Verbs;

/// <summary><c>simulate</c>: simulated clusters alone.</summary>
internal sealed class SimulateVerb : ICommandModule
{
    private readonly Option<int> clusters = new("--clusters") { Description = "Number of clusters, named cluster-1, cluster-2, … (default 3)", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<string[]> names = new("--name") { Description = "Name of a cluster, instead of --clusters; repeatable", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<int> port = new("--port") { Description = "Port on 127.0.0.1 (default 7440; 0 takes a free one)", HelpName = "PORT", DefaultValueFactory = _ => SimulatorOptions.DefaultPort };
    private readonly Option<string> kubeconfig = new("--kubeconfig") { Description = "File that the kubeconfig is written to (default kubeconfig)", HelpName = "FILE", DefaultValueFactory = _ => "kubeconfig" };
    private readonly Option<bool> fast = new("--fast") { Description = "Run the clock 60 times as fast as the wall's, as `serve --fast` does" };

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("simulate", "Run simulated clusters that kubectl and the coordinator use like real ones. Ends on SIGTERM or Ctrl-C.")
        {
            Examples = ["coordinator simulate --clusters 3 --kubeconfig kubeconfig", "kubectl --kubeconfig kubeconfig --context cluster-2 get nodes"],
        };
        foreach (var option in (Option[])[clusters, names, port, kubeconfig, fast])
        {
            verb.Add(option);
        }

        verb.SetAction((parse, cancellation) => RunAsync(parse, console, cancellation));
        root.Add(verb);
    }

    private async Task<int> RunAsync(ParseResult parse, CliConsole console, CancellationToken cancellation)
    {
        var named = parse.GetValue(names)!;
        var count = parse.GetValue(clusters);
        if (named.Length == 0 && count is < 1 or > SimulatorOptions.MaxClusters)
        {
            throw new UsageException($"--clusters: {count} is not between 1 and {SimulatorOptions.MaxClusters}");
        }

        var options = new SimulatorOptions
        {
            Clusters = named.Length > 0 ? named : [.. Enumerable.Range(1, count).Select(number => $"cluster-{number}")],
            Port = parse.GetValue(port),
            Program = new SimulatedCheck(),
            TimeProvider = parse.GetValue(fast) ? new ScaledTimeProvider(FastClock.Epoch, FastClock.Factor) : TimeProvider.System,
        };
        try
        {
            await using var server = await SimulatorServer.StartAsync(options, cancellation);
            var path = server.WriteKubeconfig(Path.GetFullPath(parse.GetValue(kubeconfig)!));
            await console.Error.WriteLineAsync($"{options.Clusters.Count} simulated clusters at {server.Address}, kubeconfig {path}; Ctrl-C ends them");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is ArgumentException or IOException or UnauthorizedAccessException)
        {
            await console.Error.WriteLineAsync($"coordinator: {fault.Message} [simulator]");
            return fault is ArgumentException ? ExitCode.InvalidInput : ExitCode.Refused;
        }
    }
}
