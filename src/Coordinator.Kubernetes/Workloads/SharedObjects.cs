using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// Objects that both colours use. What would change under the colour that serves is refused unless the release allows it;
/// what is as it should be is not written, so that it keeps the owner that it has.
/// </summary>
internal sealed class SharedObjects(EnvironmentCall call)
{
    private static readonly ImmutableArray<string> OwnLabels = [ManifestLabels.ManagedBy, ManifestLabels.Release,
        ManifestLabels.Version];
    private static readonly ImmutableArray<string> OwnAnnotations = [ManifestLabels.Owner, ManifestLabels.Turn,
        ManifestLabels.Active];

    /// <summary>The objects that have to be written, in order, or why they must not be.</summary>
    public async Task<PortResult<Pending>> CompareAsync(IEnumerable<ColoredObject> objects, CancellationToken cancellationToken)
    {
        var pending = ImmutableArray.CreateBuilder<Entry>();
        var refused = new List<string>();
        foreach (var one in objects)
        {
            if (await call.Api.Connection.Kinds.FindAsync(one.Body, cancellationToken) is not { } kind)
            {
                return new Refusal(RefusalKind.Rejected,
                    $"The cluster knows no {one.Body.Text("apiVersion")} {one.Body.Kind()}, of which {one.Body.Name()} is one.");
            }

            var live = await call.Api.FindAsync(kind, one.Body.Name(), cancellationToken);
            if (live is not null && !await WouldChangeAsync(kind, one.Body, live, cancellationToken))
            {
                continue;
            }

            if (live is not null && !IsAllowed(one.Body))
            {
                refused.Add($"{one.Body.Kind()}/{one.Body.Name()}");
            }

            pending.Add(new Entry(one, kind));
        }

        return refused.Count > 0
            ? new Refusal(RefusalKind.SharedChange,
                $"{string.Join(", ", refused)} would change under the colour that serves. "
                + "Name it in manifests.allowShared if both versions can live with that, "
                + "or give the new version an object of its own.")
            : new Pending(pending.ToImmutable());
    }

    /// <summary>Applies an object.</summary>
    public async Task<Refusal?> ApplyAsync(ResourceKind kind, JsonObject body, CancellationToken cancellationToken) =>
        (await call.Writer.WriteAsync(kind, body.Name(), _ => new ObjectStep.Apply(body), cancellationToken)).Refusal;

    private bool IsAllowed(JsonObject body) =>
        call.Plan.AllowShared.Contains($"{body.Kind()}/{body.Name()}", StringComparer.OrdinalIgnoreCase);

    /// <summary>The server tells what the object would be; it knows its defaults, we do not.</summary>
    private async Task<bool> WouldChangeAsync(ResourceKind kind, JsonObject body, JsonObject live,
        CancellationToken cancellationToken)
    {
        var plain = Essence(body);
        var result = await call.Api.ApplyAsync(kind, plain, force: true, dryRun: true, cancellationToken);
        return result.Body is null || !JsonNode.DeepEquals(Essence(result.Body), Essence(live));
    }

    private static JsonObject Essence(JsonObject manifest)
    {
        var essence = manifest.Copy();
        essence.Remove("status");
        if (essence["metadata"] is JsonObject metadata)
        {
            foreach (var name in (string[])["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid"])
            {
                metadata.Remove(name);
            }

            Strip(metadata, "labels", OwnLabels);
            Strip(metadata, "annotations", OwnAnnotations);
        }

        return essence;
    }

    private static void Strip(JsonObject metadata, string property, ImmutableArray<string> names)
    {
        if (metadata[property] is not JsonObject values)
        {
            return;
        }

        foreach (var name in names)
        {
            values.Remove(name);
        }

        if (values.Count is 0)
        {
            metadata.Remove(property);
        }
    }

    /// <summary>An object to write.</summary>
    internal sealed record Entry(ColoredObject Object, ResourceKind Kind);

    /// <summary>Objects to write.</summary>
    internal sealed record Pending(ImmutableArray<Entry> Entries);
}
