using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Plans.Jobs;

/// <summary>The Kubernetes Job of an order: suspended, named so that it is found again.</summary>
public static class JobManifest
{
    /// <summary>Label of Jobs and their pods: the step, shortened to a label's length.</summary>
    public const string StepLabel = "coordinator.dev/step";

    /// <summary>Label of Jobs and their pods: a digest of the owner, which may be longer than a label.</summary>
    public const string OwnerLabel = "coordinator.dev/owner-digest";

    /// <summary>Label of Jobs whose success counts for a later attempt of the release.</summary>
    public const string OnceLabel = "coordinator.dev/once";

    private const int MaximumNameLength = 63;
    private const int DigestLength = 10;

    /// <summary>Name of the Job of a step: a readable part and a digest of owner, release and step, 63 characters at
    /// most.</summary>
    public static string NameOf(string owner, string release, string step)
    {
        var readable = new string([.. $"{release}-{step}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        var kept = readable[..Math.Min(readable.Length, MaximumNameLength - DigestLength - 1)].Trim('-');
        return $"{(kept.Length > 0 ? kept : "job")}-{Short($"{owner}\n{release}\n{step}")}";
    }

    /// <summary>Value of <see cref="OwnerLabel"/>.</summary>
    public static string OwnerDigest(string owner) => Short(owner);

    /// <summary>The Job.</summary>
    /// <param name="plan">The environment whose cluster runs it.</param>
    /// <param name="owner">Who owns it.</param>
    /// <param name="order">What runs.</param>
    /// <param name="targetUrl">Value of <c>COORDINATOR_TARGET_URL</c>.</param>
    /// <param name="rename">Name of a ConfigMap or Secret as it is in the cluster, from kind and name.</param>
    public static JsonObject Of(
        EnvironmentPlan plan, string owner, JobOrder order, string targetUrl, Func<string, string, string> rename)
    {
        var template = TemplateOf(order.Job);
        var spec = template.Child("spec");
        spec["restartPolicy"] = "Never";
        spec["activeDeadlineSeconds"] = Seconds(order.Timeout);
        PodTemplates.Rename(spec, rename);
        foreach (var container in PodTemplates.Containers(spec))
        {
            Inject(container, Variables(plan, order, targetUrl));
        }

        var body = new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = NameOf(owner, plan.Release, order.Step) },
            ["spec"] = new JsonObject
            {
                ["suspend"] = true,
                ["backoffLimit"] = order.Retries,
                ["activeDeadlineSeconds"] = Seconds(JobLimits.Total(order.Timeout, order.Retries)),
                ["ttlSecondsAfterFinished"] = Seconds(JobLimits.KeptAfterEnd),
                ["template"] = template,
            },
        };
        if (order.IsOwn)
        {
            body.Child("spec")["podFailurePolicy"] = LostPodsDoNotCount();
        }

        Label(body, plan, owner, order);
        Label(template, plan, owner, order);
        return ManifestRenderer.Render(body, Placeholders.Of(plan, order.Color));
    }

    /// <summary>A node that is drained or lost says nothing about what a check asks.</summary>
    private static JsonObject LostPodsDoNotCount() => new()
    {
        ["rules"] = new JsonArray(new JsonObject
        {
            ["action"] = "Ignore",
            ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }),
        }),
    };

    private static void Label(JsonObject target, EnvironmentPlan plan, string owner, JobOrder order)
    {
        ManifestLabels.Mark(target, plan.Release, plan.Version);
        var labels = target.Child("metadata").Child("labels");
        labels[StepLabel] = ManifestLabels.Value(order.Step);
        labels[OwnerLabel] = OwnerDigest(owner);
        if (order.IsOnce)
        {
            labels[OnceLabel] = "true";
        }
    }

    private static JsonObject TemplateOf(JobSpec job)
    {
        if (job.PodTemplate is { } whole)
        {
            return whole.Copy();
        }

        var container = new JsonObject { ["name"] = "job", ["image"] = job.Image };
        Add(container, "command", [.. job.Command.Select(word => (JsonNode)word)]);
        Add(container, "args", [.. job.Args.Select(word => (JsonNode)word)]);
        Add(container, "env", [.. job.Env.Select(pair => Variable(pair.Key, pair.Value))]);
        Add(container, "envFrom",
        [
            .. job.EnvFromConfigMaps.Select(name => Source("configMapRef", name)),
            .. job.EnvFromSecrets.Select(name => Source("secretRef", name)),
        ]);
        return new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } };
    }

    private static void Add(JsonObject container, string property, ImmutableArray<JsonNode> items)
    {
        if (!items.IsEmpty)
        {
            container[property] = new JsonArray([.. items]);
        }
    }

    private static JsonObject Source(string kind, string name) => new() { [kind] = new JsonObject { ["name"] = name } };

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static ImmutableArray<(string Name, string Value)> Variables(EnvironmentPlan plan, JobOrder order, string targetUrl) =>
    [
        ("COORDINATOR_TARGET_URL", targetUrl),
        ("COORDINATOR_COLOR", order.Color is { } color ? color.Label() : ""),
        ("COORDINATOR_CLUSTER", plan.Key.Cluster),
        ("COORDINATOR_VERSION", plan.Version),
        ("COORDINATOR_RELEASE", plan.Release),
    ];

    /// <summary>Ours first, so that the release's own variables can refer to them; a variable that it sets itself stays.</summary>
    private static void Inject(JsonObject container, ImmutableArray<(string Name, string Value)> variables)
    {
        var own = container.Objects("env").Select(one => one.Copy()).ToArray();
        var named = own.Select(one => one.Text("name")).ToHashSet();
        container["env"] = new JsonArray(
        [
            .. variables.Where(one => !named.Contains(one.Name)).Select(one => Variable(one.Name, one.Value)), .. own,
        ]);
    }

    private static long Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds));

    private static string Short(string text) => Digest.Of(text)["sha256:".Length..][..DigestLength];
}
