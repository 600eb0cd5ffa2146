using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Applications;

/// <summary>Queue, exposure and start permits of an application. No document is needed: requests bring what they mean.</summary>
public sealed class ApplicationMachine : IMachine<object, ApplicationState, ApplicationEvent>
{
    private const int RememberedReleases = 64;

    /// <summary>Environments that are named when they can not start for a reason of their own.</summary>
    private const int MostObstacles = 3;

    /// <inheritdoc />
    public ApplicationState Initial(string key) => new() { Name = key };

    /// <inheritdoc />
    public string? ContextOf(ApplicationState state, ApplicationEvent? happened) => null;

    /// <inheritdoc />
    public DateTimeOffset InstantOf(ApplicationEvent happened) => happened.At;

    /// <inheritdoc />
    public bool IsSample(ApplicationEvent happened) => false;

    /// <inheritdoc />
    public string ReleaseOf(ApplicationState state) => state.Queue.IsEmpty ? "" : state.Queue[0].Release;

    /// <inheritdoc />
    public Decision<ApplicationState> Decide(object? context, ApplicationState state, ApplicationEvent happened) => happened switch
    {
        ReleaseQueued queued => OnQueued(state, queued),
        PermitsRequested requested => OnRequested(state, requested),
        ReleaseLeft left => OnLeft(state, left),
        _ => throw new InvalidOperationException($"no answer to {happened.GetType().Name}"),
    };

    /// <summary>What a request is answered, from the state after it was decided.</summary>
    public static PermitAnswer Answer(ApplicationState state, PermitsRequested request)
    {
        var place = Find(state, request.Release);
        var granted = request.Wanted
            .Where(wanted => place == 0 && state.Permits.TryGetValue(wanted.Key.ToString(), out var permit) && permit.Release == request.Release)
            .Select(wanted => wanted.Key)
            .ToImmutableArray();
        return new(
            place == 0,
            place < 0 ? null : state.Queue[place].SupersededBy,
            place > 0 ? state.Queue[0].Release : null,
            granted,
            place == 0 ? Obstacles(state, request, granted) : null);
    }

    /// <summary>What keeps those from starting that may not: what holds each of them by itself, and the limit that the first of the others
    /// meets. Null for nothing.</summary>
    private static string? Obstacles(ApplicationState state, PermitsRequested request, ImmutableArray<EnvironmentKey> granted)
    {
        var started = granted.ToHashSet();
        var waiting = request.Wanted.Where(wanted => !started.Contains(wanted.Key)).ToLookup(wanted => Own(state.Queue, state.Permits, request, wanted));
        var own = waiting.Select(group => group.Key).OfType<string>().ToList();
        var limit = waiting[null].FirstOrDefault() is { } next ? Limit(state.Permits, request, next) : null;
        string?[] all = [.. own.Take(MostObstacles), own.Count > MostObstacles ? $"{own.Count - MostObstacles} more can't start" : null, limit];
        return all.Any(one => one is not null) ? string.Join("; ", all.OfType<string>()) : null;
    }

    private static Decision<ApplicationState> OnQueued(ApplicationState state, ReleaseQueued queued)
    {
        if (Find(state, queued.Release) >= 0)
        {
            return new(state);
        }

        if (queued.Number > 0 && LeftOf(state).Any(left => left.Release == queued.Release && queued.Number <= left.Number))
        {
            return new(state, $"a late request of {queued.Release}, which has left, is ignored");
        }

        var queue = queued.Supersede
            ? state.Queue.Select(older => older with { SupersededBy = older.SupersededBy ?? queued.Release })
            : state.Queue;
        return new(state with { Queue = [.. queue, new(queued.Release, queued.Supersede)] }, $"{queued.Release} joins the queue");
    }

    private static Decision<ApplicationState> OnLeft(ApplicationState state, ReleaseLeft left)
    {
        var exposed = left.Exposed ?? [];
        var others = state.Permits.RemoveRange(state.Permits.Where(permit => permit.Value.Release == left.Release).Select(permit => permit.Key));
        var permits = others.SetItems(exposed
            .Where(held => !others.ContainsKey(held.Key.ToString()))
            .Select(held => KeyValuePair.Create(held.Key.ToString(), new StartPermit(left.Release, held.Wave, held.Capacity, UnderWay: false, Exposed: true))));
        var isQueued = Find(state, left.Release) >= 0;
        if (!isQueued && permits.SequenceEqual(state.Permits))
        {
            return new(state);
        }

        var next = state with { Queue = state.Queue.RemoveAll(queued => queued.Release == left.Release), Permits = permits };
        next = left.Number > 0 ? next with { Left = Remember(LeftOf(state), new(left.Release, left.Number)) } : next;
        var note = exposed.IsEmpty ? "" : $"; exposed until proven: {string.Join(", ", exposed.Select(held => held.Key))}";
        return new(next, isQueued ? $"{left.Release} leaves the queue{note}" : $"{left.Release} is over{note}");
    }

    private static ImmutableArray<LeftRelease> LeftOf(ApplicationState state) => state.Left.IsDefault ? [] : state.Left;

    private static ImmutableArray<LeftRelease> Remember(ImmutableArray<LeftRelease> known, LeftRelease left) =>
        [.. known.Where(other => other.Release != left.Release).TakeLast(RememberedReleases - 1), left];

    private static Decision<ApplicationState> OnRequested(ApplicationState state, PermitsRequested request)
    {
        var place = Find(state, request.Release);
        if (place < 0 || state.Queue[place].Request > request.Number)
        {
            return new(state);
        }

        var told = Tell(state, request, isCurrent: place == 0);
        var permits = place == 0 ? Grant(state.Queue, told, request) : told;
        var next = state with
        {
            Permits = permits,
            Queue = state.Queue.SetItem(place, state.Queue[place] with { Request = request.Number }),
        };
        // A picture that changes nothing is not worth a write; a late one that follows it is put right by the next.
        if (permits.SequenceEqual(state.Permits))
        {
            return new(state);
        }

        var started = permits.Keys.Except(state.Permits.Keys).ToList();
        return started.Count > 0 ? new(next, $"may start: {string.Join(", ", started)}") : new(next);
    }

    /// <summary>Permits as the release tells them; those that it neither holds nor wants are given back.</summary>
    private static ImmutableSortedDictionary<string, StartPermit> Tell(
        ApplicationState state, PermitsRequested request, bool isCurrent)
    {
        var wanted = isCurrent ? request.Wanted.Select(w => w.Key.ToString()).ToHashSet(StringComparer.Ordinal) : [];
        var permits = state.Permits.ToBuilder();
        // An idle permit of what is wanted is one of an attempt that ended: it is granted anew, within the limits.
        permits.RemoveRange(state.Permits
            .Where(p => p.Value.Release == request.Release && (!wanted.Contains(p.Key) || IsIdle(p.Value)))
            .Select(p => p.Key));
        foreach (var held in request.Held)
        {
            // What another release is under way in, or has users of, stays that release's: it counts once either way.
            var key = held.Key.ToString();
            if (!permits.TryGetValue(key, out var known) || known.Release == request.Release || !IsTaken(state.Queue, known))
            {
                permits[key] = new(request.Release, held.Wave, held.Capacity, held.UnderWay, held.Exposed);
            }
        }

        return permits.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, StartPermit> Grant(
        ImmutableArray<QueuedRelease> queue, ImmutableSortedDictionary<string, StartPermit> permits, PermitsRequested request)
    {
        foreach (var wanted in request.Wanted)
        {
            var key = wanted.Key.ToString();
            if (permits.TryGetValue(key, out var known) && (known.Release == request.Release || IsTaken(queue, known)))
            {
                continue;
            }

            // Others of the wave go on: who cordons a cluster for days must not hold up all that come after it.
            if (Cordon(request, wanted) is not null)
            {
                continue;
            }

            // In order: a small environment never overtakes a larger one that waits for room.
            if (Obstacle(queue, permits, request, wanted) is not null)
            {
                break;
            }

            permits = permits.SetItem(key, new(request.Release, wanted.Wave, wanted.Capacity, UnderWay: true, Exposed: true));
        }

        return permits;
    }

    private static string? Obstacle(
        ImmutableArray<QueuedRelease> queue, ImmutableSortedDictionary<string, StartPermit> permits, PermitsRequested request, WantedPermit wanted) =>
        Own(queue, permits, request, wanted) ?? Limit(permits, request, wanted);

    /// <summary>The limit that one more start would break; null for none.</summary>
    private static string? Limit(
        ImmutableSortedDictionary<string, StartPermit> permits, PermitsRequested request, WantedPermit wanted)
    {
        var underWay = permits.Values.Count(p => p.UnderWay && p.Wave == wanted.Wave && p.Release == request.Release);
        if (underWay >= wanted.MaxParallel)
        {
            return $"{underWay} of maxParallel {wanted.MaxParallel} are under way in wave {wanted.Wave}";
        }

        // What is exposed there already counts once, whichever release starts in it.
        var exposed = permits.Where(p => p.Value.Exposed && p.Key != wanted.Key.ToString()).Select(p => p.Value).ToList();
        if (request.Exposure.MaxEnvironments is { } most && exposed.Count + 1 > most)
        {
            return $"{exposed.Count} of at most {most} environments are exposed";
        }

        var percent = 100 * (exposed.Sum(p => p.Capacity) + wanted.Capacity) / request.TotalCapacity;
        return request.Exposure.MaxCapacityPercent is { } limit && percent > limit + 1e-9
            ? FormattableString.Invariant($"{wanted.Key} would bring the exposed capacity to {percent:0.#} % of at most {limit:0.#} %")
            : null;
    }

    /// <summary>What keeps just this one from starting, whatever the limits say.</summary>
    private static string? Own(
        ImmutableArray<QueuedRelease> queue, ImmutableSortedDictionary<string, StartPermit> permits, PermitsRequested request, WantedPermit wanted) =>
        permits.TryGetValue(wanted.Key.ToString(), out var taken) && taken.Release != request.Release && IsTaken(queue, taken)
            ? $"{wanted.Key} is held by release {taken.Release}"
            : Cordon(request, wanted);

    private static string? Cordon(PermitsRequested request, WantedPermit wanted) =>
        request.Cordoned?.FirstOrDefault(cordoned => cordoned.Cluster == wanted.Key.Cluster)?.Because;

    /// <summary>Neither under way nor with users on an unproven version: it only says who was there last.</summary>
    private static bool IsIdle(StartPermit permit) => !permit.UnderWay && !permit.Exposed;

    /// <summary>Whether another release must stay out: users on an unproven version alone keep out none once their release has left.</summary>
    private static bool IsTaken(ImmutableArray<QueuedRelease> queue, StartPermit permit) =>
        permit.UnderWay || (permit.Exposed && queue.Any(queued => queued.Release == permit.Release));

    private static int Find(ApplicationState state, string release)
    {
        for (var place = 0; place < state.Queue.Length; place++)
        {
            if (state.Queue[place].Release == release)
            {
                return place;
            }
        }

        return -1;
    }
}
