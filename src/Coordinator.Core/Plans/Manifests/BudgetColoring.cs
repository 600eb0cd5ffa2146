using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Gives PodDisruptionBudgets of coloured pods a colour of their own: one over both colours would let all pods that serve be
/// evicted while those of the idle colour make up the number.
/// </summary>
internal static class BudgetColoring
{
    internal sealed record Result(ImmutableArray<ColoredObject> Objects, ImmutableArray<JsonObject> Taken);

    public static Result Color(ColoringOrder order, WorkloadColoring.Result workloads)
    {
        var objects = new SortedDictionary<string, ColoredObject>(StringComparer.Ordinal);
        var taken = ImmutableArray.CreateBuilder<JsonObject>();
        var others = order.Manifests.Where(one => !workloads.Taken.Contains(one)).Select(PodTemplates.PodLabels)
            .OfType<SortedDictionary<string, string>>().ToArray();
        foreach (var budget in order.Manifests.Where(one => one.Kind() is "PodDisruptionBudget"))
        {
            var selector = budget.At("spec", "selector");
            if (IsOf(order, workloads, selector, order.Color.Other()))
            {
                taken.Add(budget);
            }
            else if (IsOf(order, workloads, selector, order.Color) && !others.Any(labels => LabelSelectors.Matches(selector, labels)))
            {
                taken.Add(budget);
                var colored = Derive(order, budget);
                objects[colored.Body.Name()] = colored;
            }
        }

        return new Result([.. objects.Values], taken.ToImmutable());
    }

    /// <summary>Whether it takes pods of a colour: one that names the other colour takes none of this.</summary>
    private static bool IsOf(ColoringOrder order, WorkloadColoring.Result workloads, JsonNode? selector, Color color) =>
        (color == order.Color || selector.Text("matchLabels", order.ColorLabel) == color.Label())
        && workloads.Objects.Any(one =>
        {
            var labels = one.Body.Texts("spec", "template", "metadata", "labels");
            labels[order.ColorLabel] = color.Label();
            return LabelSelectors.Matches(selector, labels);
        });

    private static ColoredObject Derive(ColoringOrder order, JsonObject budget)
    {
        var body = ManifestColoring.Cleaned(budget);
        var baseName = ManifestColoring.BaseOf(body.Name());
        body.Child("metadata")["name"] = ManifestColoring.NameOf(baseName, order.Color);
        body.Child("metadata").Child("labels")[order.ColorLabel] = order.Color.Label();
        body.Child("spec").Child("selector").Child("matchLabels")[order.ColorLabel] = order.Color.Label();
        ManifestLabels.Mark(body, order.Release, order.Version);
        return new ColoredObject(ManifestRole.ColoredBudget, order.Color, baseName, body);
    }
}
