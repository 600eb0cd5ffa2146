using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// The HorizontalPodAutoscalers of an environment's Deployments, whoever made them. An idle colour has no load, so that its
/// autoscaler would shrink it just before it is needed: it is held at the serving colour's size.
/// </summary>
internal sealed class Autoscalers
{
    /// <summary>Annotation: the minimum that an autoscaler has of its own, while it is held at a larger one.</summary>
    private const string MinimumBefore = "coordinator.dev/min-replicas-before";

    /// <summary>Annotation: the maximum that it has of its own.</summary>
    private const string MaximumBefore = "coordinator.dev/max-replicas-before";

    private readonly EnvironmentCall call;
    private readonly ILookup<string, JsonObject> known;

    private Autoscalers(EnvironmentCall call, IEnumerable<JsonObject> found)
    {
        this.call = call;
        known = found.Where(one => one.Text("spec", "scaleTargetRef", "kind") is "Deployment")
            .ToLookup(one => one.Text("spec", "scaleTargetRef", "name") ?? "", StringComparer.Ordinal);
    }

    /// <summary>Reads them.</summary>
    public static async Task<Autoscalers> ReadAsync(EnvironmentCall call, CancellationToken cancellationToken) =>
        new(call, await call.Api.ListAsync(ResourceKind.Autoscalers, null, cancellationToken));

    /// <summary>Whether one owns the replicas of a Deployment.</summary>
    public bool Own(string deployment) => known[deployment].Any();

    /// <summary>An autoscaler of the manifests as it is applied, held at a count.</summary>
    public static JsonObject Held(JsonObject scaler, int count)
    {
        var body = scaler.Copy();
        var (minimum, maximum) = Range(body);
        var annotations = body.Child("metadata").Child("annotations");
        annotations[MinimumBefore] = $"{minimum}";
        annotations[MaximumBefore] = $"{maximum}";
        body.Child("spec")["minReplicas"] = Math.Max(1, count);
        body.Child("spec")["maxReplicas"] = Math.Max(maximum, count);
        return body;
    }

    /// <summary>Raises the minimum of those that own a Deployment, and the maximum where it is smaller.</summary>
    public async Task<Refusal?> HoldAsync(string deployment, int count, CancellationToken cancellationToken)
    {
        foreach (var scaler in known[deployment])
        {
            var written = await call.Writer.WriteAsync(
                ResourceKind.Autoscalers, scaler.Name(), live => HoldStep(live, count), cancellationToken);
            if (written.Refusal is { Kind: not RefusalKind.Missing } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Gives those that own a Deployment their own range back.</summary>
    public async Task<Refusal?> LetGoAsync(string deployment, CancellationToken cancellationToken)
    {
        foreach (var scaler in known[deployment].Where(IsHeld))
        {
            var written = await call.Writer.WriteAsync(ResourceKind.Autoscalers, scaler.Name(), LetGoStep, cancellationToken);
            if (written.Refusal is { Kind: not RefusalKind.Missing } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Gives a Deployment copies of another's autoscalers, held at a count, where it has none.</summary>
    public async Task<Refusal?> CopyAsync(
        string from, string to, Color color, int count, CancellationToken cancellationToken)
    {
        foreach (var scaler in Own(to) ? [] : known[from])
        {
            var body = Held(Copied(scaler, to, color), count);
            var written = await call.Writer.WriteAsync(
                ResourceKind.Autoscalers, body.Name(), _ => new ObjectStep.Apply(body), cancellationToken);
            if (written.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static JsonObject Copied(JsonObject scaler, string to, Color color)
    {
        var spec = (JsonObject)scaler["spec"]!.DeepClone();
        spec.Child("scaleTargetRef")["name"] = to;
        if (Before(scaler) is var (minimum, maximum))
        {
            (spec["minReplicas"], spec["maxReplicas"]) = (minimum, maximum);
        }

        return new JsonObject
        {
            ["apiVersion"] = "autoscaling/v2",
            ["kind"] = "HorizontalPodAutoscaler",
            ["metadata"] = new JsonObject
            {
                ["name"] = ManifestColoring.NameOf(ManifestColoring.BaseOf(scaler.Name()), color),
                ["labels"] = new JsonObject { [ManifestLabels.ManagedBy] = "coordinator" },
            },
            ["spec"] = spec,
        };
    }

    private static ObjectStep HoldStep(JsonObject? live, int count)
    {
        if (live is null)
        {
            return new ObjectStep.Refuse(Gone);
        }

        var (minimum, maximum) = Range(live);
        if (minimum >= count)
        {
            return ObjectStep.Nothing;
        }

        var before = Before(live) ?? (minimum, maximum);
        return ScalePatch.Step(Change(count, Math.Max(maximum, count), $"{before.Minimum}", $"{before.Maximum}"));
    }

    private static ObjectStep LetGoStep(JsonObject? live) =>
        live is null ? new ObjectStep.Refuse(Gone)
        : Before(live) is { } before ? ScalePatch.Step(Change(before.Minimum, before.Maximum, null, null))
        : ObjectStep.Nothing;

    private static JsonObject Change(int minimum, int maximum, string? minimumBefore, string? maximumBefore) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["annotations"] = new JsonObject { [MinimumBefore] = minimumBefore, [MaximumBefore] = maximumBefore },
        },
        ["spec"] = new JsonObject { ["minReplicas"] = minimum, ["maxReplicas"] = maximum },
    };

    private static bool IsHeld(JsonObject scaler) => Before(scaler) is not null;

    private static (int Minimum, int Maximum)? Before(JsonObject scaler) =>
        int.TryParse(scaler.Annotation(MinimumBefore), out var minimum) && minimum >= 0
        && int.TryParse(scaler.Annotation(MaximumBefore), out var maximum) && maximum >= 1
            ? (minimum, maximum)
            : null;

    private static (int Minimum, int Maximum) Range(JsonObject scaler) =>
        ((int)(scaler.Whole("spec", "minReplicas") ?? 1), (int)(scaler.Whole("spec", "maxReplicas") ?? 1));

    private static Refusal Gone { get; } = new(RefusalKind.Missing, "It is gone.");
}
