using System.Collections.Immutable;
using System.CommandLine;

namespace Coordinator.Cli;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Whether <c>-o markdown</c> is one of its forms.</summary>
    public bool WritesMarkdown { get; init; }
}
