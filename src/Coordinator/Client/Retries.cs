namespace Coordinator.Client;

/// <summary>Tries calls again that may be repeated: reads, and actions under one idempotency key.</summary>
internal sealed class Retries(ClientOptions options, TimeProvider time)
{
    private int away;

    /// <param name="call">One attempt.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellation">Ends waiting and calling.</param>
    /// <exception cref="ApiException">The server refused, or could not answer until the end.</exception>
    /// <exception cref="UnreachableException">It did not answer until the end.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, Patience patience, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var delay = Patience.DelayAfter(attempt);
            try
            {
                var answer = await call(cancellation);
                if (Interlocked.Exchange(ref away, 0) == 1)
                    options.Notice?.Invoke($"{options.Server} answers again");
                return answer;
            }
            catch (ApiException fault) when (fault.IsPassing && HasTime(fault.RetryAfter ?? delay, attempt))
            {
                delay = fault.RetryAfter ?? delay;
            }
            catch (Exception fault) when (IsConnectionFault(fault))
            {
                // A fault in the moment of the cancellation is the cancellation.
                cancellation.ThrowIfCancellationRequested();
                if (!MayPass(fault) || !HasTime(delay, attempt))
                    throw new UnreachableException(options.Server, fault);
            }
            if (Interlocked.Exchange(ref away, 1) == 0)
                options.Notice?.Invoke($"no answer from {options.Server}, trying again");
            await Task.Delay(delay, time, cancellation);
        }

        bool HasTime(TimeSpan delay, int attempt) =>
            attempt + 1 < Patience.MaxAttempts && time.GetElapsedTime(since) + delay <= patience.GiveUpAfter;
    }

    /// <summary>Whether a call got no answer, or only a part of one.</summary>
    public static bool IsConnectionFault(Exception fault) =>
        fault is HttpRequestException or IOException or OperationCanceledException;

    /// <summary>A certificate that is not trusted stays so.</summary>
    private static bool MayPass(Exception fault) =>
        fault is not HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
}
