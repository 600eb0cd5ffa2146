namespace Coordinator.Kubernetes.Checks.Loads;

/// <summary>
/// What all loads of the process may send at once. A load takes its whole rate or waits its turn, first come, first served: one
/// that got less than it asked for would prove less than its check says.
/// </summary>
internal sealed class LoadBudget
{
    /// <summary>Connections of all loads together.</summary>
    public const int DefaultConnections = 4096;

    private readonly Lock gate = new();
    private readonly LinkedList<Waiting> queue = new();
    private readonly int connections;
    private double freePerSecond;
    private int freeConnections;

    /// <summary>A budget of which nothing is taken.</summary>
    /// <param name="perSecond">Requests per second of all loads together; above 0.</param>
    /// <param name="connections">Connections of all loads together; above 0.</param>
    public LoadBudget(double perSecond, int connections)
    {
        (PerSecond, this.connections) = (perSecond, connections);
        (freePerSecond, freeConnections) = (perSecond, connections);
    }

    /// <summary>Requests per second of all loads together.</summary>
    public double PerSecond { get; }

    /// <summary>Whether a load can ever have its turn.</summary>
    public bool Fits(double rate) => rate <= PerSecond;

    /// <summary>Waits for a turn, which lasts until the result is disposed.</summary>
    /// <param name="rate">Requests per second; at most <see cref="PerSecond"/>.</param>
    /// <param name="wanted">Connections at once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">It could never have a turn.</exception>
    public async Task<IDisposable> EnterAsync(double rate, int wanted, CancellationToken cancellationToken)
    {
        if (!Fits(rate) || wanted > connections)
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"above {PerSecond} a second or {connections} connections");
        }

        var waiting = new Waiting(rate, wanted, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            queue.AddLast(waiting);
            Serve();
        }

        await using (cancellationToken.Register(() => Cancel(waiting, cancellationToken)))
        {
            await waiting.Turn.Task;
        }

        return new Turn(this, waiting);
    }

    private void Serve()
    {
        while (queue.First is { Value: var first } && first.Rate <= freePerSecond + 1e-9 && first.Connections <= freeConnections)
        {
            queue.RemoveFirst();
            freePerSecond -= first.Rate;
            freeConnections -= first.Connections;
            first.Turn.SetResult();
        }
    }

    private void Cancel(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (queue.Remove(waiting))
            {
                waiting.Turn.SetCanceled(cancellationToken);
                Serve();
            }
        }
    }

    private void Leave(Waiting left)
    {
        lock (gate)
        {
            freePerSecond += left.Rate;
            freeConnections += left.Connections;
            Serve();
        }
    }

    private sealed record Waiting(double Rate, int Connections, TaskCompletionSource Turn);

    private sealed class Turn(LoadBudget budget, Waiting waiting) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) is 0)
            {
                budget.Leave(waiting);
            }
        }
    }
}
