using System.Collections.Immutable;

namespace Coordinator.Core.Recording;

/// <summary>Body of a journal row: everything that the replay needs.</summary>
/// <param name="Event">The event.</param>
/// <param name="Samples">Digest of the document with the samples judged before it; null where there were none.</param>
/// <param name="Context">Digest of the document that it was decided with; null for none.</param>
/// <param name="State">Digest of the resulting state's JSON.</param>
/// <param name="Notes">Sentences for people.</param>
public sealed record JournalBody<TEvent>(TEvent Event, string? Samples, string? Context, string State, ImmutableArray<string> Notes);
