namespace Coordinator.Cli;

/// <summary>The command line, or an environment variable in its place, is wrong in a way that only shows when it is used.</summary>
internal sealed class UsageException(string message) : Exception(message);
