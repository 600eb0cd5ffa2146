using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Jobs;

/// <summary>Makes the Job of an order with what only the cluster knows: the target's port and the names of coloured
/// configuration.</summary>
internal sealed class JobMaker(EnvironmentCall call, JobOrder order, ImmutableArray<JsonObject> manifests)
{
    /// <summary>The Job, or why its pods must not be.</summary>
    public async Task<PortResult<JsonObject>> MakeAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var body = JobManifest.Of(call.Plan, call.Fence.Owner, order, TargetUrl(service), Renaming(service));
        var labels = body.Texts("spec", "template", "metadata", "labels");
        var selector = Selectors.WithoutColor(service, call.ColorLabel);
        return !selector.IsEmpty && Selectors.Matches(labels, selector)
            ? new Refusal(RefusalKind.Rejected,
                $"The pods of Job {order.Step} would be reached through Service/{call.Plan.Target.Service}: its podTemplate carries "
                + $"{Selectors.Query(selector)}. Take these labels out of it.")
            : body;
    }

    /// <summary>The address of what the Job is to look at: the one that the release names, or the Service's within the
    /// cluster.</summary>
    private string TargetUrl(JsonObject? service)
    {
        var probes = call.Plan.Probes;
        var (url, name) = order.Stage switch
        {
            CheckStage.Preview when order.Color is { } color
                => (probes.Preview?.Url, ManifestColoring.NameOf(call.Plan.Target.Service, color)),
            CheckStage.Preview or CheckStage.Validation or CheckStage.Gate => (probes.Active?.Url, call.Plan.Target.Service),
            null => (null, call.Plan.Target.Service),
        };
        if (url is not null)
        {
            return Placeholders.Of(call.Plan, order.Color).Replace(url);
        }

        var port = service.Objects("spec", "ports").FirstOrDefault().Whole("port");
        return $"http://{name}.{call.Plan.Target.Namespace}.svc{(port is null or 80 ? "" : $":{port}")}";
    }

    /// <summary>What coloured pods read lies under a coloured name.</summary>
    private Func<string, string, string> Renaming(JsonObject? service)
    {
        if (order.Color is not { } color)
        {
            return (_, name) => name;
        }

        var colored = ManifestColoring.Color(ColoringOrder.Of(call.Plan, manifests, color, service));
        var names = colored.OfRole(ManifestRole.ColoredConfig)
            .ToDictionary(one => (one.Body.Kind(), one.Base), one => one.Body.Name());
        return (kind, name) => names.GetValueOrDefault((kind, name), name);
    }
}
