using System.Collections.Immutable;

namespace Coordinator.Serve;

/// <summary>The server can't start with its settings. Every error, each with its configuration key or option.</summary>
internal sealed class SettingsException(ImmutableArray<string> errors) : Exception(string.Join("; ", errors))
{
    /// <summary>The errors.</summary>
    public ImmutableArray<string> Errors { get; } = errors;
}
