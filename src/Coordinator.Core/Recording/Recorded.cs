using System.Collections.Immutable;

namespace Coordinator.Core.Recording;

/// <summary>An actor after an event.</summary>
/// <param name="Record">What is to be persisted.</param>
/// <param name="Changed">Whether anything changed at all.</param>
/// <param name="IsDurable">Whether it must be persisted before anything else happens; samples alone may wait.</param>
/// <param name="Documents">Documents that must be stored before the record is.</param>
public sealed record Recorded<TState, TEvent>(
    ActorRecord<TState, TEvent> Record, bool Changed, bool IsDurable, ImmutableArray<string> Documents);
