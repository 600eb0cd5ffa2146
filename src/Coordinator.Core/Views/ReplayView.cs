using System.Collections.Immutable;

namespace Coordinator.Core.Views;

/// <summary>Outcome of recomputing every decision of a release from the journal.</summary>
/// <param name="Release">Its name.</param>
/// <param name="Events">Rows that were replayed, those of its actors' earlier releases included.</param>
/// <param name="Mismatches">One sentence for each row whose recorded state is not met; empty = all agree.</param>
public sealed record ReplayView(string Release, long Events, ImmutableArray<string> Mismatches);
