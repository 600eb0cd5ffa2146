using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Points HorizontalPodAutoscalers of coloured Deployments at the colour.</summary>
internal static class ScalerColoring
{
    internal sealed record Result(ImmutableArray<ColoredObject> Objects, ImmutableArray<JsonObject> Taken,
        ImmutableArray<string> Targets);

    public static Result Color(ColoringOrder order)
    {
        var objects = ImmutableArray.CreateBuilder<ColoredObject>();
        var taken = ImmutableArray.CreateBuilder<JsonObject>();
        var other = order.Color.Other();
        foreach (var scaler in order.Manifests.Where(one => one.Kind() is "HorizontalPodAutoscaler"))
        {
            var target = scaler.Text("spec", "scaleTargetRef", "name");
            foreach (var name in order.Deployments)
            {
                var own = ManifestColoring.NameOf(name, order.Color);
                if (target == ManifestColoring.NameOf(name, other))
                {
                    taken.Add(scaler);
                }
                else if (target == name || target == own)
                {
                    taken.Add(scaler);
                    objects.Add(Derive(order, scaler, name, own));
                }
            }
        }

        return new Result(objects.ToImmutable(), taken.ToImmutable(), [.. objects.Select(one => one.Base)]);
    }

    private static ColoredObject Derive(ColoringOrder order, JsonObject scaler, string deployment, string target)
    {
        var body = ManifestColoring.Cleaned(scaler);
        var suffix = $"-{order.Color.Label()}";
        body.Child("metadata")["name"] = body.Name().EndsWith(suffix, StringComparison.Ordinal) ? body.Name() : body.Name()
            + suffix;
        body.Child("metadata").Child("labels")[order.ColorLabel] = order.Color.Label();
        body.Child("spec").Child("scaleTargetRef")["name"] = target;
        ManifestLabels.Mark(body, order.Release, order.Version);
        return new ColoredObject(ManifestRole.ColoredScaler, order.Color, deployment, body);
    }
}
