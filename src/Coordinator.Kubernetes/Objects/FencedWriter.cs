using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>
/// Writes objects so that a stale owner's write never lands: each is read, judged by its fence, decided on, and written only
/// if it still is as it was read. When it is not, or nobody knows what became of the write, it is read and judged again: at once
/// the first time, then after a pause that doubles, so that a busy other writer is let through.
/// </summary>
internal sealed class FencedWriter(ClusterApi api, Fence fence, Pacer pacer, FenceKeys? keys = null)
{
    private const int Attempts = 8;

    private readonly ConcurrentDictionary<string, (string? Uid, long Generation)> written = new(StringComparer.Ordinal);

    /// <summary>Whether an object that was read is older than what was written or found here before: a read may be stale.</summary>
    public bool IsOutdated(ResourceKind kind, JsonObject read) =>
        written.TryGetValue($"{kind.Plural}/{read.Name()}", out var known)
        && known.Uid == read.Text("metadata", "uid") && (read.Whole("metadata", "generation") ?? 0) < known.Generation;

    /// <summary>The object as it is afterwards, or why it was not written.</summary>
    /// <param name="kind">Kind of the object.</param>
    /// <param name="name">Its name.</param>
    /// <param name="decide">What to do, from how it was read (null: absent). Called again for every attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<PortResult<JsonObject>> WriteAsync(
        ResourceKind kind, string name, Func<JsonObject?, ObjectStep> decide, CancellationToken cancellationToken)
    {
        ClusterUnreachableException? unknown = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await pacer.BackOffAsync(attempt, cancellationToken);
            var live = await api.FindAsync(kind, name, cancellationToken);
            if (live is not null && fence.Judge(Named(live, kind), keys) is { } refusal)
            {
                return refusal;
            }

            var step = decide(live);
            switch (step)
            {
                case ObjectStep.Done:
                    return Remember(kind, name, live!);
                case ObjectStep.Refuse refuse:
                    return refuse.Refusal;
            }

            try
            {
                var result = await PerformAsync(kind, name, live, step, cancellationToken);
                if (!result.IsStale)
                {
                    return Judge(kind, name, result);
                }
            }
            catch (ClusterUnreachableException e) when (attempt + 1 < Attempts)
            {
                // The write may have landed: the next attempt reads what is there before it writes again.
                unknown = e;
            }
        }

        throw unknown ?? new ClusterUnreachableException(api.Connection.Cluster, $"{kind.Plural}/{name} changed under each of {Attempts} writes");
    }

    private JsonObject Remember(ResourceKind kind, string name, JsonObject body)
    {
        written[$"{kind.Plural}/{name}"] = (body.Text("metadata", "uid"), body.Whole("metadata", "generation") ?? 0);
        return body;
    }

    private PortResult<JsonObject> Judge(ResourceKind kind, string name, WriteResult result) =>
        result.Body is { } body
            ? Remember(kind, name, body)
            : new Refusal(
                RefusalKind.Conflict,
                $"{kind.Plural}/{name}: {result.Conflicts[0].Manager} owns {result.Conflicts[0].Field}. Let it go of the field "
                + "(kubectl apply --server-side without it), or leave it out of the manifests.",
                Manager: result.Conflicts[0].Manager);

    private async Task<WriteResult> PerformAsync(
        ResourceKind kind, string name, JsonObject? live, ObjectStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ObjectStep.Create create:
                return await api.CreateAsync(kind, Conditional(create.Body, null), cancellationToken);

            case ObjectStep.Merge merge:
                var patch = Conditional(merge.Patch, live);
                return await api.MergeAsync(kind, name, patch, merge.Manager, cancellationToken);

            case ObjectStep.Apply apply:
                var body = Conditional(apply.Body, live);
                var result = await api.ApplyAsync(kind, body, force: false, dryRun: false, cancellationToken);
                // Stamps and scales of our own are owned by updates, which an apply meets as a conflict with itself.
                return result.Conflicts.Length > 0 && result.Conflicts.All(one => FieldManagers.IsOwn(one.Manager))
                    ? await api.ApplyAsync(kind, body, force: true, dryRun: false, cancellationToken)
                    : result with { Conflicts = [.. result.Conflicts.Where(one => !FieldManagers.IsOwn(one.Manager))] };

            default:
                throw new InvalidOperationException($"{step.GetType().Name} is nothing to perform");
        }
    }

    private JsonObject Conditional(JsonObject change, JsonObject? live)
    {
        var body = change.Copy();
        fence.Stamp(body, keys);
        if (live is not null)
        {
            body.Child("metadata")["resourceVersion"] = live.Text("metadata", "resourceVersion");
        }

        return body;
    }

    private static JsonObject Named(JsonObject live, ResourceKind kind)
    {
        live["kind"] ??= kind.Plural;
        return live;
    }
}
