using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Waits until the EndpointSlices of the target Service show every ready pod of the colours that they should, one at
/// least, and no other.</summary>
internal sealed class EndpointWait
{
    private readonly EnvironmentCall call;
    private readonly ImmutableArray<Color> colors;
    private readonly Color? needed;

    /// <summary>Of one colour; null: of none.</summary>
    public EndpointWait(EnvironmentCall call, Color? color)
        : this(call, color is { } one ? [one] : [], color)
    {
    }

    private EndpointWait(EnvironmentCall call, ImmutableArray<Color> colors, Color? needed) =>
        (this.call, this.colors, this.needed) = (call, colors, needed);

    /// <summary>Of both colours, of the new one at least one.</summary>
    public static EndpointWait ForBoth(EnvironmentCall call, Color added) => new(call, [Color.Blue, Color.Green], added);

    /// <summary>Whether they did before the deadline.</summary>
    public Task<bool> RunAsync(DateTimeOffset deadline, CancellationToken cancellationToken) => UntilAsync(
        call, call.Plan.Target.Service, ready => IsShownAsync(ready, cancellationToken), deadline, cancellationToken);

    /// <summary>Names of the pods behind ready endpoints of the target Service.</summary>
    public static Task<string[]> ReadyAsync(EnvironmentCall call, CancellationToken cancellationToken) =>
        ReadyAsync(call, call.Plan.Target.Service, cancellationToken);

    /// <summary>Names of the pods behind ready endpoints of a Service.</summary>
    public static async Task<string[]> ReadyAsync(EnvironmentCall call, string service, CancellationToken cancellationToken) =>
        Ready((await call.Api.ListAsync(Slices(service), cancellationToken)).Items);

    /// <summary>Whether every ready pod that a Service selects, and one at least, is behind a ready endpoint of it: whoever is sent
    /// there now finds all of them. False where the Service does not exist.</summary>
    public static async Task<bool> ShowsAllAsync(EnvironmentCall call, string service, CancellationToken cancellationToken) =>
        await ShowsAllAsync(call, service, await ReadyAsync(call, service, cancellationToken), cancellationToken);

    /// <summary>Waits until that holds. Whether it did before the deadline.</summary>
    public static Task<bool> UntilAllAsync(
        EnvironmentCall call, string service, DateTimeOffset deadline, CancellationToken cancellationToken) => UntilAsync(
        call, service, ready => ShowsAllAsync(call, service, ready, cancellationToken), deadline, cancellationToken);

    private static async Task<bool> ShowsAllAsync(
        EnvironmentCall call, string service, string[] ready, CancellationToken cancellationToken)
    {
        if (ready.Length is 0 || await call.Api.FindAsync(ResourceKind.Services, service, cancellationToken) is not { } live)
        {
            return false;
        }

        var selector = live.Texts("spec", "selector");
        return selector.Count is 0
            || ReadyNames(await call.Api.ListAsync(ResourceKind.Pods, Selectors.Query(selector), cancellationToken)).All(ready.Contains);
    }

    private static async Task<bool> UntilAsync(
        EnvironmentCall call, string service, Func<string[], Task<bool>> holds, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (await holds(await ReadyAsync(call, service, cancellationToken)))
        {
            return true;
        }

        await using var watch = ObjectWatch.Start(call.Api, call.Pacer, [Slices(service)], cancellationToken);
        while (await watch.NextAsync(deadline, cancellationToken) is { } seen)
        {
            if (await holds(Ready(seen[0])))
            {
                return true;
            }
        }

        // The watch may have fallen silent: the last word is a list's.
        return await holds(Ready((await watch.LookAsync(cancellationToken))[0]));
    }

    private static ObjectQuery Slices(string service) =>
        new(ResourceKind.EndpointSlices, Labels: $"kubernetes.io/service-name={service}");

    private static IEnumerable<string> ReadyNames(IEnumerable<JsonObject> pods) => pods.Where(PodState.IsReady).Select(pod => pod.Name());

    /// <summary>An endpoint is ready unless it says that it is not: the API takes an absent <c>ready</c> for true. A terminating
    /// one says so itself, but where its Service wants users there too.</summary>
    private static string[] Ready(IEnumerable<JsonObject> slices) =>
    [
        .. slices.SelectMany(slice => slice.Objects("endpoints"))
            .Where(endpoint => endpoint.At("conditions", "ready") is null || endpoint.IsTrue("conditions", "ready"))
            .Select(endpoint => endpoint.Text("targetRef", "name") ?? "")
            .Distinct(),
    ];

    private async Task<bool> IsShownAsync(string[] ready, CancellationToken cancellationToken)
    {
        if (needed is not { } shown)
        {
            return ready.Length is 0;
        }

        if (ready.Length is 0 || await call.FindServiceAsync(cancellationToken) is not { } service)
        {
            return false;
        }

        var pods = new HashSet<string>();
        var isThere = false;
        foreach (var color in colors)
        {
            var found = await call.PodsAsync(service, color, cancellationToken);
            if (!ReadyNames(found).All(ready.Contains))
            {
                return false;
            }

            var names = found.Select(pod => pod.Name()).ToArray();
            isThere |= color == shown && ready.Intersect(names).Any();
            pods.UnionWith(names);
        }

        return isThere && ready.All(pods.Contains);
    }
}
