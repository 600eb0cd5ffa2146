namespace Coordinator.Core.Ports;

/// <summary>Another body stands at the same place of a stream: two owners wrote it. The writer must reload its state.</summary>
public sealed class JournalConflictException(string stream, long sequence)
    : Exception($"journal: another entry stands at {stream}#{sequence}; reload the state before writing again");
