using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

internal sealed record ActorState
{
    public long Sequence { get; init; }

    public string Filling { get; init; } = "";

    public JournalEntry? Outbox { get; init; }
}
