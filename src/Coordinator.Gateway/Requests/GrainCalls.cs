using Coordinator.Gateway.Problems;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Requests;

/// <summary>
/// Calls grains. A grain whose silo died, that moves, or that restarts after a failed write is asked again a few times: every call
/// of the gateway may be repeated.
/// </summary>
internal sealed partial class GrainCalls(IGrainFactory grains, TimeProvider time, ILogger<GrainCalls> logger)
{
    private static readonly TimeSpan PerCall = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(900)];

    /// <summary>The answer of a grain.</summary>
    /// <exception cref="TimeoutException">It did not answer, however often it was asked.</exception>
    public async Task<T> AskAsync<T>(Func<IGrainFactory, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await OnceAsync(ask, PerCall, cancellationToken);
            }
            catch (Exception fault) when (attempt < Waits.Length && Fault.IsTransient(fault))
            {
                LogRetry(logger, attempt + 1, fault.Message);
                await Task.Delay(Waits[attempt], time, cancellationToken);
            }
        }
    }

    /// <summary>Tells a grain something.</summary>
    public Task TellAsync(Func<IGrainFactory, Task> tell, CancellationToken cancellationToken) => AskAsync(
        async factory =>
        {
            await tell(factory);
            return true;
        },
        cancellationToken);

    /// <summary>The answers of those grains that gave one in time; the others are left out.</summary>
    public async Task<IReadOnlyList<T>> AskManyAsync<TKey, T>(
        IReadOnlyList<TKey> keys, Func<IGrainFactory, TKey, Task<T>> ask, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        const int parallel = 64;
        using var late = new CancellationTokenSource(limit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var answers = new T?[keys.Count];
        var next = -1;
        async Task AskNextAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < keys.Count; index = Interlocked.Increment(ref next))
            {
                try
                {
                    answers[index] = await OnceAsync(factory => ask(factory, keys[index]), limit, ending.Token);
                }
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                {
                    LogLeftOut(logger, $"{keys[index]}", fault.Message);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallel, keys.Count)).Select(_ => AskNextAsync()));
        return [.. answers.OfType<T>()];
    }

    private async Task<T> OnceAsync<T>(Func<IGrainFactory, Task<T>> ask, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var asked = ask(grains);
        try
        {
            return await asked.WaitAsync(limit, time, cancellationToken);
        }
        catch when (!asked.IsCompleted)
        {
            asked.Ignore();
            throw;
        }
    }
}
