using Coordinator.Core.Checks.Loads;
using HdrHistogram;

namespace Coordinator.Kubernetes.Checks.Loads;

/// <summary>Keeps what came of a load in the memory of two histograms, however many requests there are.</summary>
internal sealed class LoadRecorder(LoadSchedule schedule)
{
    private const long Longest = 3_600_000_000;
    private const int Digits = 3;
    private const int MostFailures = 16;
    private const int ShownFailures = 3;
    private const string OtherFailures = "other failures";

    /// <summary>Answers of the last requests are on their way when the load ends: they count for the rate.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LongHistogram times = new(1, Longest, Digits);
    private readonly LongHistogram lateness = new(1, Longest, Digits);
    private readonly SortedDictionary<string, long> failures = new(StringComparer.Ordinal);
    private long requests;
    private long succeeded;
    private long inTime;

    /// <summary>Takes how late a request was sent that had a connection.</summary>
    public void Sent(TimeSpan late)
    {
        lock (gate)
        {
            lateness.RecordValue(Microseconds(late));
        }
    }

    /// <summary>Takes the end of a request.</summary>
    /// <param name="due">When it was due.</param>
    /// <param name="ended">When it ended.</param>
    /// <param name="answer">Its answer.</param>
    public void Ended(TimeSpan due, TimeSpan ended, LoadAnswer answer)
    {
        lock (gate)
        {
            requests++;
            succeeded += answer.Succeeded ? 1 : 0;
            inTime += answer.Succeeded && due >= schedule.RampUp && ended <= schedule.Length + Grace ? 1 : 0;

            // An error that comes at once must not make the times look better; what never came must not either.
            if (answer.Succeeded || answer.Fault is not null)
            {
                times.RecordValue(Microseconds(ended - due));
            }

            if (!answer.Succeeded)
            {
                var failure = failures.ContainsKey(answer.Failure) || failures.Count < MostFailures ? answer.Failure : OtherFailures;
                failures[failure] = failures.GetValueOrDefault(failure) + 1;
            }
        }
    }

    /// <summary>The figures.</summary>
    public LoadSummary Summary()
    {
        lock (gate)
        {
            return new LoadSummary(
                requests, succeeded, inTime / schedule.Duration.TotalSeconds, At(times, 50), At(times, 95), At(times, 99), At(times, 100),
                At(lateness, 99),
                string.Join(", ", failures.OrderByDescending(one => one.Value).Take(ShownFailures).Select(one => $"{one.Key} {one.Value}×")));
        }
    }

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, Longest);

    private static TimeSpan At(LongHistogram histogram, double percentile) =>
        histogram.TotalCount is 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(histogram.GetValueAtPercentile(percentile));
}
