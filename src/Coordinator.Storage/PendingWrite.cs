namespace Coordinator.Storage;

/// <summary>A write that waits for its group. Until it is taken it can be cancelled; after that its outcome is always
/// known.</summary>
internal sealed class PendingWrite<TWork>(TWork work)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    // Continuations run elsewhere: the writer's thread must never run a caller's code.
    private readonly TaskCompletionSource<object?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _phase;

    public TWork Work => work;

    public Task<object?> Outcome => _outcome.Task;

    /// <summary>False where the caller cancelled first: the write must then not be made.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _phase, Taken, Waiting) == Waiting;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _phase, Cancelled, Waiting) == Waiting)
            _outcome.TrySetCanceled(cancellationToken);
    }

    public void Succeed(object? result) => _outcome.TrySetResult(result);

    public void Fail(Exception error) => _outcome.TrySetException(error);
}
