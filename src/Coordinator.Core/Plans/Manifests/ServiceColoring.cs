using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>The target Service without its selector, and the Services that reach one colour each.</summary>
internal static class ServiceColoring
{
    internal sealed record Result(
        ImmutableArray<ColoredObject> Objects, ImmutableArray<JsonObject> Taken,
        ImmutableSortedDictionary<string, string> Selector);

    public static Result Color(ColoringOrder order, WorkloadColoring.Result workloads, List<string> errors)
    {
        var target = Find(order, order.Service);
        var selector = SelectorOf(order, target) is { Count: > 0 } own ? own : SelectorOf(order, order.LiveService);
        var result = new Result([], [], selector);
        if ((target ?? order.LiveService) is not { } source)
        {
            errors.Add($"the target Service {order.Service} is neither among the manifests nor in the cluster");
            return result;
        }

        if (selector.IsEmpty)
        {
            errors.Add($"the target Service {order.Service} selects nothing but a colour: it needs a label of the application");
            return result;
        }

        errors.AddRange(Unreached(order, workloads, selector));
        var objects = ImmutableArray.CreateBuilder<ColoredObject>();
        foreach (var color in (Color[])[Environments.Colors.Color.Blue, Environments.Colors.Color.Green])
        {
            objects.Add(new ColoredObject(ManifestRole.ColoredService, color, order.Service,
                OfColor(order, color, source, selector)));
        }

        if (target is not null)
        {
            objects.Add(new ColoredObject(ManifestRole.TargetService, null, order.Service, WithoutSelector(order, target)));
        }

        return new Result(objects.ToImmutable(), [.. order.Manifests.Where(one => IsTaken(order, one))], selector);
    }

    private static IEnumerable<string> Unreached(
        ColoringOrder order, WorkloadColoring.Result workloads, ImmutableSortedDictionary<string, string> selector) =>
        workloads.Objects.Any(one => Matches(one.Body, selector))
            ? workloads.Objects.Select(one => WorkerRules.Problem(one.Base, Matches(one.Body, selector), order.Service, order.Workers))
                .OfType<string>()
            : [$"no coloured Deployment has pods that the target Service {order.Service} selects"
                + $" ({string.Join(",", selector.Select(pair => $"{pair.Key}={pair.Value}"))})"];

    /// <summary>The Services that reach one colour, derived from the live one; nothing else is the coordinator's to
    /// apply.</summary>
    public static ColoredManifests External(ColoringOrder order)
    {
        var selector = SelectorOf(order, order.LiveService);
        if (order.LiveService is not { } live || selector.IsEmpty)
        {
            return new ColoredManifests
            {
                Errors = [$"the target Service {order.Service} is not in the cluster, or selects nothing but a colour: "
                    + "with target.apply: external whoever applies the manifests makes it first"],
            };
        }

        return new ColoredManifests
        {
            Objects =
            [
                .. new[] { Environments.Colors.Color.Blue, Environments.Colors.Color.Green }.Select(color => new ColoredObject(
                    ManifestRole.ColoredService, color, order.Service, OfColor(order, color, live, selector))),
            ],
            ServiceSelector = selector,
        };
    }

    private static JsonObject? Find(ColoringOrder order, string name) =>
        order.Manifests.FirstOrDefault(one => one.Kind() is "Service" && one.Name() == name);

    private static bool IsTaken(ColoringOrder order, JsonObject manifest) =>
        manifest.Kind() is "Service"
        && (manifest.Name() == order.Service
            || manifest.Name() == ManifestColoring.NameOf(order.Service, Environments.Colors.Color.Blue)
            || manifest.Name() == ManifestColoring.NameOf(order.Service, Environments.Colors.Color.Green));

    private static ImmutableSortedDictionary<string, string> SelectorOf(ColoringOrder order, JsonObject? service) =>
        service.Texts("spec", "selector").ToImmutableSortedDictionary(StringComparer.Ordinal)
            .Remove(order.ColorLabel).RemoveRange(ManifestLabels.NeverSelect);

    private static bool Matches(JsonObject deployment, ImmutableSortedDictionary<string, string> selector)
    {
        var labels = deployment.Texts("spec", "template", "metadata", "labels");
        return selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    private static JsonObject WithoutSelector(ColoringOrder order, JsonObject target)
    {
        var body = ManifestColoring.Cleaned(target);
        body.Child("spec").Remove("selector");
        ManifestLabels.Mark(body, order.Release, order.Version);
        return body;
    }

    private static JsonObject OfColor(
        ColoringOrder order, Color color, JsonObject source, ImmutableSortedDictionary<string, string> selector)
    {
        var name = ManifestColoring.NameOf(order.Service, color);
        var body = Find(order, name) is { } brought ? ManifestColoring.Cleaned(brought)
            : Derived(order, color, name, source, selector);
        if (color == order.Color)
        {
            ManifestLabels.Mark(body, order.Release, order.Version);
        }
        else
        {
            // The other colour runs another version: its Service carries no label of this release.
            body.Child("metadata").Child("labels")[ManifestLabels.ManagedBy] = "coordinator";
        }

        return body;
    }

    private static JsonObject Derived(
        ColoringOrder order, Color color, string name, JsonObject source, ImmutableSortedDictionary<string, string> selector)
    {
        var spec = new JsonObject
        {
            ["selector"] = new JsonObject([.. selector.Add(order.ColorLabel, color.Label())
                .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))]),
            ["ports"] = Ports(source),
        };
        if (source.Text("spec", "clusterIP") is "None")
        {
            spec["clusterIP"] = "None";
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { [order.ColorLabel] = color.Label() },
            },
            ["spec"] = spec,
        };
    }

    /// <summary>The ports without their node ports, which only one Service can have.</summary>
    private static JsonArray Ports(JsonObject source)
    {
        var ports = new JsonArray();
        foreach (var port in source.Objects("spec", "ports"))
        {
            var copy = port.Copy();
            copy.Remove("nodePort");
            ports.Add((JsonNode)copy);
        }

        return ports;
    }
}
