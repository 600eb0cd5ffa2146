namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>
/// Simulator, adapter and grains on one clock that moves only while a test waits, and only when nothing is under way. How long a
/// machine takes for it shows nowhere: a release of an hour is over as soon as its work is done, on a busy machine too.
/// </summary>
internal sealed class World
{
    /// <summary>The clock. It begins now, since certificates and files have real dates.</summary>
    public VirtualTime Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>What is under way.</summary>
    public InFlight InFlight { get; } = new();

    /// <summary>How adapter and simulator are connected.</summary>
    public MemoryTransport Transport { get; } = new();

    /// <summary>Lets time pass until something holds, which is looked at once a second unless another interval is given.</summary>
    /// <exception cref="TimeoutException">It does not hold within a span of the clock.</exception>
    public Task UntilAsync(Func<Task<bool>> holds, TimeSpan within, Func<string> what, TimeSpan? look = null) => OutsideThePool(() =>
    {
        var end = Time.GetUtcNow() + within;
        while (true)
        {
            InFlight.WaitForIdle();
            if (holds().GetAwaiter().GetResult())
            {
                return;
            }

            if (Time.GetUtcNow() >= end)
            {
                throw new TimeoutException($"not within {within}: {what()}");
            }

            Pass(Time.GetUtcNow() + (look ?? TimeSpan.FromSeconds(1)));
        }
    });

    /// <summary>Lets a span of time pass.</summary>
    public Task PassAsync(TimeSpan span) => OutsideThePool(() => Pass(Time.GetUtcNow() + span));

    private void Pass(DateTimeOffset until)
    {
        do
        {
            InFlight.WaitForIdle();
        }
        while (Time.TryAdvance(until));
    }

    private static Task OutsideThePool(Action action) => Task.Factory.StartNew(
        action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
