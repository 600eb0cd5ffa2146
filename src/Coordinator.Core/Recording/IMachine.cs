namespace Coordinator.Core.Recording;

/// <summary>A pure state machine. The recorder, the grains and the replay run all machines through this one door.</summary>
/// <typeparam name="TContext">The document that decisions depend on, e.g. a plan.</typeparam>
/// <typeparam name="TState">An immutable record.</typeparam>
/// <typeparam name="TEvent">Base of the events.</typeparam>
public interface IMachine<TContext, TState, TEvent>
    where TContext : class
{
    /// <summary>State before the first event.</summary>
    TState Initial(string key);

    /// <summary>Digest of the document that this event is decided with (null: that the state stands under); null where none is needed.</summary>
    string? ContextOf(TState state, TEvent? happened);

    /// <summary>The next state.</summary>
    Decision<TState> Decide(TContext? context, TState state, TEvent happened);

    /// <summary>Instant of the event.</summary>
    DateTimeOffset InstantOf(TEvent happened);

    /// <summary>Whether the event is a sample: judged often, and kept in blocks instead of a row each.</summary>
    bool IsSample(TEvent happened);

    /// <summary>Name of the release that a row of this state belongs to; empty for none.</summary>
    string ReleaseOf(TState state);
}
