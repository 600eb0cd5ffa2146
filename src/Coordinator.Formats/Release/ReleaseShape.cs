using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>A Release file.</summary>
internal static class ReleaseShape
{
    public const string Kind = "Release";
    public const string ApiVersion = "coordinator.dev/v1";

    private static readonly ReleaseSpec Seed = new()
    {
        Name = "",
        Application = "",
        Version = "",
        Target = new() { Namespace = "", Service = "" },
        Manifests = new(),
    };

    private static readonly ObjectShape<ReleaseSpec> Spec = new ObjectShape<ReleaseSpec>(
            "ReleaseSpec", "What is released, where, in which order and under which conditions.", Seed)
        .Required("application", Texts.Label, x => x.Application, (x, v) => x with { Application = v },
            "The application that is released.")
        .Required("version", Texts.Version, x => x.Version, (x, v) => x with { Version = v },
            "The version; takes the place of `{version}`.")
        .Optional("description", Texts.LongText, x => x.Description, (x, v) => x with { Description = v },
            "Free text for people.")
        .Optional("changeRef", Texts.Any, x => x.ChangeRef, (x, v) => x with { ChangeRef = v }, "Address of the change record.")
        .Optional("supersede", BoolShape.Instance, x => x.Supersede, (x, v) => x with { Supersede = v },
            "Whether it replaces a release under way instead of queueing behind it.")
        .Required("target", TargetShape.Shape, x => x.Target, (x, v) => x with { Target = v }, "Where in each cluster.")
        .Optional("manifests", ManifestsShape.Shape, x => x.Manifests, (x, v) => x with { Manifests = v },
            "What is applied; needed unless `target.apply` is `external`.")
        .Required("waves", new WavesShape(), x => new WavesValue(x.WavesAuto, x.Waves),
            (x, v) => x with { WavesAuto = v.Auto, Waves = v.Waves },
            "The ordered waves.")
        .Optional("exposure", WindowsShape.Exposure, x => x.Exposure, (x, v) => x with { Exposure = v },
            "Fleet-wide limit on an unproven version.")
        .Optional("windows", WindowsShape.Shape, x => x.Windows, (x, v) => x with { Windows = v },
            "When environments may start; left out, always.")
        .Optional("preflight", PreflightShape.Shape, x => x.Preflight, (x, v) => x with { Preflight = v },
            "Checks before anything is touched.")
        .Optional("prepare", PreflightShape.Prepare, x => x.Prepare, (x, v) => x with { Prepare = v },
            "Jobs before the preview is deployed, in order.")
        .Optional("strategy", BlueGreenShape.Strategy, x => x.BlueGreen, (x, v) => x with { BlueGreen = v },
            "How the new version takes over.")
        .Optional("probes", ProbesShape.Shape, x => x.Probes, (x, v) => x with { Probes = v },
            "How the preview and what users reach are probed.")
        .Optional("analysis", AnalysisShape.Shape, x => x.Analysis, (x, v) => x with { Analysis = v },
            "Health limits. Left out: error rate 0.05, p95 100 ms and downtime 60 s, every 30 s, where pods are annotated "
                + "`prometheus.io/scrape`, "
            + "else workload and probe.")
        .Optional("rollback", RollbackShape.Shape, x => x.Rollback, (x, v) => x with { Rollback = v },
            "When and how far to go back.")
        .Optional("checks", CheckShape.Both, x => x.Checks, (x, v) => x with { Checks = v }, "One-time validations.")
        .Optional("notifications", NotificationShape.List, x => x.Notifications, (x, v) => x with { Notifications = v },
            "Who is told.")
        .Check(["target", "manifests"], ManifestsGiven)
        .Check(["strategy", "analysis"], BothColoursUnderTraffic);

    private static readonly ObjectShape<ResourceMetadata> MetadataShape = new ObjectShape<ResourceMetadata>(
            "ReleaseMetadata", "Name and labels.", new("", Seed.Labels))
        .Required("name", Texts.Name, x => x.Name, (x, v) => x with { Name = v }, "Unique name of the release.")
        .Optional("labels", new MapShape(Texts.LabelKey, Texts.LabelValue), x => x.Labels, (x, v) => x with { Labels = v },
            "Labels of the release; holds select by them.");

    public static readonly ObjectShape<ReleaseSpec> Shape = new ObjectShape<ReleaseSpec>(Kind,
        "One version of one application going to a set of clusters.", Seed)
        .Required("apiVersion", new WordShape(ApiVersion), _ => ApiVersion, (x, _) => x, "Version of the format.")
        .Required("kind", new WordShape(Kind), _ => Kind, (x, _) => x, "Kind of the document.")
        .Required("metadata", MetadataShape, x => new ResourceMetadata(x.Name, x.Labels),
            (x, v) => x with { Name = v.Name, Labels = v.Labels }, "Name and labels.")
        .Required("spec", Spec, x => x, (x, v) => v with { Name = x.Name, Labels = x.Labels }, "The release.");

    private static void ManifestsGiven(ReleaseSpec release, ObjectScope scope)
    {
        if (!scope.Has("target") || !release.Manifests.Paths.IsEmpty || !release.Manifests.Inline.IsEmpty)
            return;
        if (release.Target.Apply == TargetApply.Coordinator)
            scope.Error("manifests", FormatErrorCodes.MissingField,
                "`manifests.paths` or `manifests.inline` is needed: the coordinator applies them, unless `target.apply` is "
                    + "`external`");
        else if (release.Target.Deployments.IsEmpty)
            scope.Error("target.deployment", FormatErrorCodes.MissingField,
                "`target.deployment` is needed where there are no manifests to find it in");
    }

    private static void BothColoursUnderTraffic(ReleaseSpec release, ObjectScope scope)
    {
        if (release.Analysis?.Regression is not null && release.BlueGreen.Steps.All(step => step.WeightPercent == 100))
            scope.Error("analysis.regression", FormatErrorCodes.Conflict,
                "`regression` compares both colours under traffic: it needs a step with a weight below 100");
    }
}
