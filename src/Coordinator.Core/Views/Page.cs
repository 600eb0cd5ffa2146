using System.Collections.Immutable;

namespace Coordinator.Core.Views;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? Next);
