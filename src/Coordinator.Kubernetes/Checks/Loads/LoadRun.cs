using Coordinator.Core.Checks.Loads;

namespace Coordinator.Kubernetes.Checks.Loads;

/// <summary>
/// Sends the requests of a load when they are due, whatever became of the ones before (an open loop). Where all connections are
/// taken the next request waits, and its time counts all the same.
/// </summary>
/// <param name="schedule">When requests are due.</param>
/// <param name="connections">Requests under way at once; at least 1.</param>
/// <param name="patience">How long after its end requests that are due are still sent; what is left counts as failed.</param>
/// <param name="wall">Real time.</param>
internal sealed class LoadRun(LoadSchedule schedule, int connections, TimeSpan patience, TimeProvider wall)
{
    private const string NotSent = "not sent, all connections were taken";

    private readonly LoadRecorder recorder = new(schedule);
    private readonly long began = wall.GetTimestamp();

    private TimeSpan Elapsed => wall.GetElapsedTime(began);

    /// <summary>Runs it to its end; done when the last answer is there.</summary>
    /// <param name="send">One request within its own time limit; never throws but for the token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<LoadSummary> RunAsync(Func<CancellationToken, Task<LoadAnswer>> send, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(connections);
        try
        {
            await SendAllAsync(send, free, stopping.Token);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                await stopping.CancelAsync();
            }

            // Nothing goes on behind the check's back: each request ends by its own limit, or at once where it was cancelled.
            for (var taken = 0; taken < connections; taken++)
            {
                await free.WaitAsync(CancellationToken.None);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return recorder.Summary();
    }

    private async Task SendAllAsync(
        Func<CancellationToken, Task<LoadAnswer>> send, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        var index = 0L;
        for (; index < schedule.Count && Elapsed <= schedule.Length + patience; index++)
        {
            var due = schedule.At(index);
            for (var wait = due - Elapsed; wait > TimeSpan.Zero; wait = due - Elapsed)
            {
                // Timers know whole milliseconds: a shorter wait would be none, over and over.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), wall, cancellationToken);
            }

            var hadConnection = free.Wait(0, CancellationToken.None);
            if (hadConnection)
            {
                recorder.Sent(Elapsed - due);
            }
            else
            {
                await free.WaitAsync(cancellationToken);
            }

            _ = OneAsync(send, due, free, cancellationToken);
        }

        for (; index < schedule.Count; index++)
        {
            recorder.Ended(schedule.At(index), Elapsed, new LoadAnswer(0, NotSent));
        }
    }

    private async Task OneAsync(
        Func<CancellationToken, Task<LoadAnswer>> send, TimeSpan due, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        try
        {
            // A connection that became free at the moment at which the load was cut off is not used any more.
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await send(cancellationToken);
            recorder.Ended(due, Elapsed, answer);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The load as a whole was cut off: its figures are not looked at.
        }
        catch (Exception fault)
        {
            recorder.Ended(due, Elapsed, new LoadAnswer(0, fault.GetType().Name));
        }
        finally
        {
            free.Release();
        }
    }
}
