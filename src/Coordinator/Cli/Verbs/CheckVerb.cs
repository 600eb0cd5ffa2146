using System.CommandLine;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Kubernetes.Checks.InCluster;

namespace Coordinator.Cli.Verbs;

/// <summary><c>check</c>: what the Job of a check <c>from: cluster</c> runs. People have no order to give it.</summary>
internal sealed class CheckVerb : ICommandModule
{
    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("check",
            $"Make one check of a release and print its result as a line of JSON; needs no server. This is what a check `from: cluster` runs as a Job, "
            + $"which gets its order in the variable {CheckJob.OrderVariable}. Exit codes: 0 it holds, 1 it does not, 3 the order is not understood.")
        {
            Examples = ["coordinator check"],
        };
        verb.SetAction((_, cancellation) => RunAsync(console, cancellation));
        root.Add(verb);
    }

    private static async Task<int> RunAsync(CliConsole console, CancellationToken cancellation)
    {
        var (result, code) = await ClusterCheckProgram.RunAsync(console.Variable(CheckJob.OrderVariable), new(), cancellation);
        console.WriteJsonLine(result);
        return code;
    }
}
