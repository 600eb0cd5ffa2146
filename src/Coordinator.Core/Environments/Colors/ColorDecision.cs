namespace Coordinator.Core.Environments.Colors;

/// <summary>Decides from what was read which colour serves and which gets the new version (the table is
/// <c>tests/COLORS.md</c>, "Which colour serves").</summary>
public static class ColorDecision
{
    private static readonly ColorAssignment FirstInstall = new(null, Color.Blue);

    private static readonly ColorAssignment Adoption = new(Color.Blue, Color.Green, Adopt: true);

    /// <summary>The assignment, or a refusal with its code.</summary>
    public static ColorVerdict Decide(ColorObservation observed, ColorTarget target) =>
        (OtherOwner(observed, target) ?? UnknownColor(observed, target) ?? Disagreement(observed, target)
            ?? RouteDisagreement(observed, target)) is { } refusal
            ? refusal
            : AllOfTheRoute(observed.Route) is { } routed ? Serving(routed)
            : SharedSelector.ActiveOf(observed.RecordedActive) is { } sharing ? Serving(sharing)
            : ColorNames.Parse(observed.SelectorColor) is { } color ? Serving(color)
            : observed.SelectorColor is null ? WithoutSelector(observed, target)
            : SelectingNone(observed, target);

    private static ColorAssignment Serving(Color active) => new(active, active.Other());

    private static ColorRefusal? OtherOwner(ColorObservation observed, ColorTarget target)
    {
        if (observed.Owner is { } owner && owner != target.Owner)
        {
            return new ColorRefusal(ColorRefusal.OtherOwner,
                $"Service {target.Service} in {target.Namespace} belongs to '{owner}', not to '{target.Owner}'. "
                + "Two environments can't share it: give one of them another, or remove the annotation coordinator.dev/owner "
                + "if that environment is gone.");
        }

        if (observed.Route is { Owner: { } routeOwner } route && routeOwner != target.Owner)
        {
            return new ColorRefusal(ColorRefusal.OtherOwner,
                $"This application's part of {route.Object} in {target.Namespace} belongs to '{routeOwner}', not to '{target.Owner}'. "
                + "Two environments can't share it: give one of them another route, or remove the annotation of that owner "
                + "if that environment is gone.");
        }

        var foreign = observed.Workloads.FirstOrDefault(one => one.Owner is { } other && other != target.Owner);
        return foreign is null
            ? null
            : new ColorRefusal(ColorRefusal.OtherOwner,
                $"Deployment {foreign.Deployment} in {target.Namespace} belongs to '{foreign.Owner}', not to '{target.Owner}'. "
                + "Two environments can't share a Deployment: rename one of them, or remove the annotation coordinator.dev/owner "
                + "if that environment is gone.");
    }

    private static ColorRefusal? UnknownColor(ColorObservation observed, ColorTarget target)
    {
        if (observed.SelectorColor is { } color and not ColorNames.None && ColorNames.Parse(color) is null)
        {
            return new ColorRefusal(ColorRefusal.UnknownColor,
                $"Service {target.Service} selects {target.ColorLabel}={color}; expected blue, green or none. "
                + "Point it at a colour, or set strategy.blueGreen.colorLabel to a label that only carries colours.");
        }

        return observed.UnknownColors.IsDefaultOrEmpty
            ? null
            : new ColorRefusal(ColorRefusal.UnknownColor,
                $"Pods or Deployments that Service {target.Service} matches carry {target.ColorLabel}="
                + $"{string.Join(", ", observed.UnknownColors)}; expected blue or green. "
                + "Remove them, or set strategy.blueGreen.colorLabel to a label that only carries colours.");
    }

    /// <summary>Selector and record are written in one patch: only someone else can have parted them.</summary>
    private static ColorRefusal? Disagreement(ColorObservation observed, ColorTarget target)
    {
        if (observed.RecordedActive is not { } record || record == observed.SelectorColor
            || (SharedSelector.ActiveOf(record) is not null && observed.SelectorColor is null))
        {
            return null;
        }

        var found = observed.SelectorColor ?? "no colour";
        var manager = observed.SelectorManager is { } name ? $" (last written by {name})" : "";
        return Split(target,
            $"Service {target.Service} in {target.Namespace} selects {found}{manager}, but coordinator.dev/active says {record}.",
            observed.SelectorColor ?? "BLUE_OR_GREEN");
    }

    /// <summary>Weights and their record are written in one patch. Route and selector are two: while both are as recorded, the
    /// coordinator itself was between them, or at a weight below 100, and goes on from there.</summary>
    private static ColorRefusal? RouteDisagreement(ColorObservation observed, ColorTarget target)
    {
        if (observed.Route is not { BlueWeightPercent: not null } route)
        {
            return null;
        }

        var manager = route.Manager is { } name ? $" (last written by {name})" : "";
        if (route.Recorded is { } record && record != route.Found)
        {
            return Split(target, $"{route.Object} in {target.Namespace} has {route.Found}{manager}, but its record says {record}.",
                observed.SelectorColor ?? "BLUE_OR_GREEN", route);
        }

        if (route.Recorded is not null)
        {
            return AllOfTheRoute(route) is { } all && observed.SelectorColor != all.Label() && route.Turn <= observed.ServiceTurn
                ? Split(target, $"{route.Object} in {target.Namespace} gives {all.Label()} all users, and Service {target.Service}, "
                    + $"written after it, selects {observed.SelectorColor ?? "no colour"}.", all.Label(), route)
                : null;
        }

        // Nobody of ours wrote it: it may only follow the selector.
        return ColorNames.Parse(observed.SelectorColor) is { } selected && route.WeightOf(selected) != 100
            ? Split(target, $"{route.Object} in {target.Namespace} has {route.Found}{manager}, and Service {target.Service} selects "
                + $"{selected.Label()}: users reach both colours.", selected.Label(), route)
            : null;
    }

    /// <summary>The colour that the coordinator's own weights gave all users.</summary>
    private static Color? AllOfTheRoute(RouteObservation? route) => route is not { Recorded: not null } ? null
        : route.BlueWeightPercent is 100 && route.GreenWeightPercent is 0 ? Color.Blue
        : route.GreenWeightPercent is 100 && route.BlueWeightPercent is 0 ? Color.Green
        : null;

    private static ColorVerdict WithoutSelector(ColorObservation observed, ColorTarget target)
    {
        var running = observed.Workloads.Where(one => one.Replicas > 0).Select(one => one.Color).Distinct().Order().ToArray();
        if (observed.UncoloredPods > 0)
        {
            return WithUncoloredPods(observed, target, running);
        }

        return running switch
        {
            [] => FirstInstall,
            [var only] => Serving(only),
            _ => Split(target,
                $"Service {target.Service} in {target.Namespace} selects no colour, and both blue and green have replicas: "
                + "users reach both.", "BLUE_OR_GREEN"),
        };
    }

    private static ColorVerdict WithUncoloredPods(ColorObservation observed, ColorTarget target, Color[] running)
    {
        // A clone of ours beside its original is an adoption that was interrupted: it goes on.
        var ours = observed.Workloads.Where(one => one.Replicas > 0)
            .All(one => one.Color is Color.Blue && one.Owner == target.Owner);
        return running.Length is 0 || ours
            ? Adopting(observed, target)
            : Split(target,
                $"Service {target.Service} in {target.Namespace} selects no colour, users reach {observed.UncoloredPods} pods "
                + $"without a colour as well as {string.Join(" and ", running.Select(color => color.Label()))}.",
                    "BLUE_OR_GREEN");
    }

    private static ColorVerdict SelectingNone(ColorObservation observed, ColorTarget target) =>
        observed.UncoloredPods > 0 ? Adopting(observed, target) : FirstInstall;

    private static ColorVerdict Adopting(ColorObservation observed, ColorTarget target) =>
        target.Adopt
            ? Adoption
            : new ColorRefusal(ColorRefusal.AdoptionNeeded,
                $"{observed.UncoloredPods} pods without {target.ColorLabel}=blue or green match Service {target.Service} in "
                + $"{target.Namespace}{Names(observed)}. Set spec.target.adopt: true to take them over as blue.");

    private static string Names(ColorObservation observed) =>
        observed.UncoloredDeployments.IsDefaultOrEmpty ? "" : $" (Deployment {string.Join(", ", observed.UncoloredDeployments)})";

    private static ColorRefusal Split(ColorTarget target, string found, string color, RouteObservation? route = null) => new(
        ColorRefusal.TrafficSplit,
        $"{found} Decide which colour serves, {(route is null ? "" : $"give it all the weight in {route.Object} and remove the record there, ")}"
        + "then make selector and record say so: "
        + $$$"""kubectl -n {{{target.Namespace}}} patch service {{{target.Service}}} --type merge """
        + $$$"""-p '{"spec":{"selector":{"{{{target.ColorLabel}}}":"{{{color}}}"} } }' """
        + $"&& kubectl -n {target.Namespace} annotate service {target.Service} coordinator.dev/active={color} --overwrite");
}
