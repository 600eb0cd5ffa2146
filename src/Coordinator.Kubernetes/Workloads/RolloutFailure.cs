using System.Collections.Immutable;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Tells people why a rollout did not get on, in a bounded number of words.</summary>
internal static class RolloutFailure
{
    private const int MaximumDetails = 3;
    private const int MaximumLength = 600;

    /// <summary>One trouble of each reason, with how many more pods have it; those that end the wait first.</summary>
    public static string Describe(ImmutableArray<Trouble> troubles)
    {
        var reasons = troubles.OrderBy(one => one.GivesUpAfter ?? TimeSpan.MaxValue).GroupBy(one => one.Reason).ToArray();
        var texts = reasons.Take(MaximumDetails).Select(group => Short(group.First().Detail)
            + (group.Count() > 1 ? $" (and {group.Count() - 1} more)" : ""));
        return string.Join("; ", texts) + (reasons.Length > MaximumDetails ? "; …" : "");
    }

    /// <summary>At most 600 characters, without the full stop.</summary>
    public static string Short(string text) => text.Length > MaximumLength ? text[..MaximumLength] + "…" : text.TrimEnd('.');
}
