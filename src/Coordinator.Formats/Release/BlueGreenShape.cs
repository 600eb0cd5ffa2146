using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>How colours and traffic change.</summary>
internal static class BlueGreenShape
{
    private static readonly ObjectShape<RouterSpec> Router = new ObjectShape<RouterSpec>("Router", "Who directs traffic.", new())
        .Optional("kind", new EnumShape<RouterKind>(), x => x.Kind, (x, v) => x with { Kind = v },
            "`service`: selector of the Service, 0 or 100; `replicas`: replica counts, up to 50; `gatewayApi`: an HTTPRoute, "
            + "any weight; `istio`: a VirtualService, any weight.")
        .Optional("httpRoute", Texts.ObjectName, x => x.Kind == RouterKind.GatewayApi ? x.Route : null,
            (x, v) => x with { Route = v },
            "Name of the HTTPRoute; needed with `gatewayApi`.")
        .Optional("virtualService", Texts.ObjectName, x => x.Kind == RouterKind.Istio ? x.Route : null,
            (x, v) => x with { Route = v },
            "Name of the VirtualService; needed with `istio`.")
        .Check(["kind"], RouteOf);

    private static readonly ObjectShape<StepSpec> Step = new ObjectShape<StepSpec>("Step", "A traffic weight for the new colour.",
        new(1, TimeSpan.Zero))
        .Required("weight", new IntegerShape(1, 100), x => x.WeightPercent, (x, v) => x with { WeightPercent = v },
            "Percent of the traffic.")
        .Optional("hold", DurationShape.Of("0s", "168h"), x => x.Hold, (x, v) => x with { Hold = v },
            "Healthy time under analysis before the next step.");

    private static readonly ListShape<StepSpec> Steps = new(Step) { WhyNotEmpty = "the last step is weight 100", MaxItems = 100 };

    private static readonly ObjectShape<BlueGreenSpec> Shape = new ObjectShape<BlueGreenSpec>("BlueGreen",
        "How colours and traffic change.", new())
        .Optional("colorLabel", Texts.LabelKey, x => x.ColorLabel, (x, v) => x with { ColorLabel = v },
            "Label that carries the colour.")
        .Optional("readyTimeout", DurationShape.Of("1s", "24h"), x => x.ReadyTimeout, (x, v) => x with { ReadyTimeout = v },
            "Limit of Deploying.")
        .OptionalValue("previewReplicas", new IntegerShape(1, 10_000), x => x.PreviewReplicas,
            (x, v) => x with { PreviewReplicas = v },
            "Replicas of the preview before traffic; left out, the full count.")
        .Optional("router", Router, x => x.Router, (x, v) => x with { Router = v },
            "Who directs traffic; left out, the Service's selector.")
        .Optional("steps", Steps, x => x.Steps, (x, v) => x with { Steps = v }, "Steps in ascending weight, the last one 100.")
        .Optional("keepPrevious", DurationShape.Of("0s", "720h"), x => x.KeepPrevious, (x, v) => x with { KeepPrevious = v },
            "How long after the release's end the previous colour stays warm.")
        .Optional("abortScaleDownDelay", DurationShape.Of("0s", "1h"), x => x.AbortScaleDownDelay,
            (x, v) => x with { AbortScaleDownDelay = v },
            "How long a colour's request counter must stand still before it is scaled down.")
        .Check(["steps"], Ascending)
        .Check(["steps", "router"], Weights);

    public static readonly ObjectShape<BlueGreenSpec> Strategy = new ObjectShape<BlueGreenSpec>("Strategy",
        "How the new version takes over.", new())
        .Required("blueGreen", Shape, x => x, (_, v) => v, "Two colours side by side.");

    private static void RouteOf(RouterSpec router, ObjectScope scope)
    {
        var needed = router.Kind switch
        {
            RouterKind.GatewayApi => "httpRoute",
            RouterKind.Istio => "virtualService",
            RouterKind.Service or RouterKind.Replicas => null,
        };
        if (needed is not null && !scope.Has(needed))
            scope.Error(needed, FormatErrorCodes.MissingField, $"`{needed}` is missing: this router writes its weights into it");
        foreach (var field in (string[])["httpRoute", "virtualService"])
        {
            if (field != needed && scope.Has(field))
                scope.Error(field, FormatErrorCodes.Conflict, $"`{field}` does not belong to this kind of router");
        }
    }

    private static void Ascending(BlueGreenSpec value, ObjectScope scope)
    {
        for (var i = 1; i < value.Steps.Length; i++)
        {
            if (value.Steps[i].WeightPercent <= value.Steps[i - 1].WeightPercent)
                scope.Error($"steps[{i}].weight", FormatErrorCodes.BadSteps,
                    $"steps ascend: {value.Steps[i].WeightPercent} is not above {value.Steps[i - 1].WeightPercent}");
        }
        if (value.Steps is [.., { WeightPercent: not 100 } last])
            scope.Error($"steps[{value.Steps.Length - 1}].weight", FormatErrorCodes.BadSteps,
                $"the last step is 100, not {last.WeightPercent}");
    }

    private static void Weights(BlueGreenSpec value, ObjectScope scope)
    {
        for (var i = 0; i < value.Steps.Length; i++)
        {
            var weight = value.Steps[i].WeightPercent;
            var reason = value.Router.Kind switch
            {
                RouterKind.Service when weight < 100 =>
                    "the router `service` selects one colour or the other and gives no weight between 0 and 100; "
                    + "take `replicas`, `gatewayApi` or `istio`",
                RouterKind.Replicas when weight is > 50 and < 100 =>
                    "the router `replicas` shares traffic by replica counts and gives at most 50 before 100",
                _ => null,
            };
            if (reason is not null)
                scope.Error($"steps[{i}].weight", FormatErrorCodes.UnsupportedWeight, $"weight {weight}: {reason}");
        }
    }
}
