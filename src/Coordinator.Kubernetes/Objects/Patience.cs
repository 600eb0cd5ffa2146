using System.Collections.Immutable;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Remembers since when each trouble lasts, and when that is too long.</summary>
internal sealed class Patience(Pacer pacer)
{
    private readonly Dictionary<(string Subject, string Reason), DateTimeOffset> since = [];

    /// <summary>When the first of the troubles there are now has lasted too long, or the deadline.</summary>
    public DateTimeOffset EndOf(ImmutableArray<Trouble> troubles, DateTimeOffset deadline)
    {
        var known = troubles.Select(one => (one.Subject, one.Reason)).ToHashSet();
        foreach (var over in since.Keys.Where(key => !known.Contains(key)).ToArray())
        {
            since.Remove(over);
        }

        var earliest = deadline;
        foreach (var trouble in troubles)
        {
            var key = (trouble.Subject, trouble.Reason);
            since.TryAdd(key, pacer.Now);
            if (trouble.GivesUpAfter is { } most && since[key] + most < earliest)
            {
                earliest = since[key] + most;
            }
        }

        return earliest;
    }
}
