using System.Collections.Immutable;
using System.CommandLine;

namespace Coordinator.Cli;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];
}
