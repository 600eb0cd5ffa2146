namespace Coordinator.Gateway.Events;

/// <summary>One follower's hold on a feed.</summary>
internal sealed class EventSubscription(ReleaseFeed feed, Action leave) : IDisposable
{
    private bool left;

    /// <summary>What is known now.</summary>
    public FeedTail Tail => feed.Tail;

    /// <summary>Leaves; twice is once.</summary>
    public void Dispose()
    {
        if (!left)
        {
            left = true;
            leave();
        }
    }
}
