using System.CommandLine;

namespace Coordinator.Cli;

/// <summary>A verb, or a family of them, that adds itself to the command line.</summary>
internal interface ICommandModule
{
    /// <summary>Adds the verbs.</summary>
    /// <param name="root">The command <c>coordinator</c>.</param>
    /// <param name="globals">The options that every verb has.</param>
    /// <param name="console">The process around it.</param>
    void AddTo(RootCommand root, GlobalOptions globals, CliConsole console);
}
