using System.Collections.Immutable;
using Coordinator.Core.Views;

namespace Coordinator.Gateway.Events;

/// <summary>The newest rows of a release, as all who follow it see them.</summary>
/// <param name="Rows">Every row above <paramref name="From"/> up to <paramref name="To"/>, in order.</param>
/// <param name="From">What is at or below it must be read from the journal.</param>
/// <param name="To">Up to here the journal was read.</param>
/// <param name="IsEnded">Whether the release is ended and nothing of it is missing up to <paramref name="To"/>.</param>
/// <param name="Changed">Done when there is a newer tail.</param>
internal sealed record FeedTail(ImmutableArray<EventView> Rows, long From, long To, bool IsEnded, Task Changed);
