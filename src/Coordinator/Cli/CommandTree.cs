using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using Coordinator.Cli.Verbs;

namespace Coordinator.Cli;

/// <summary>All verbs.</summary>
internal static class CommandTree
{
    /// <summary>The verbs in the order of the help. A new one is a class and a line here. A module holds its options, which
    /// belong to one tree: each tree gets its own.</summary>
    private static ImmutableArray<ICommandModule> CreateModules() =>
    [
        new DemoVerb(),
        new ServeVerb(),
        new SimulateVerb(),
        new PlanVerb(),
        new ApplyVerb(),
        new ClusterVerb(),
        new GetVerb(),
        new WatchVerb(),
        new EventsVerb(),
        new ExplainVerb(),
        new ReportVerb(),
        new ActionVerbs(),
        new ReplayVerb(),
        new CheckVerb(),
    ];

    /// <summary>The command <c>coordinator</c>.</summary>
    public static RootCommand Create(CliConsole console)
    {
        var root = new RootCommand("Releases applications to many Kubernetes clusters, blue/green, in waves, and back on its own.");
        var globals = new GlobalOptions();
        globals.AddTo(root);
        foreach (var module in CreateModules())
            module.AddTo(root, globals, console);
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new ExampleHelp((HelpAction)help.Action!, console);
            if (option is VersionOption version)
                version.Action = new VersionLine(console);
        }
        return root;
    }
}
