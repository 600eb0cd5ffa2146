using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Plans;

/// <summary>Resolves a Release against the registered clusters. Pure: the same input gives the same documents.</summary>
public static class Planner
{
    /// <summary>The plan, or all errors at once.</summary>
    public static PlanResult Plan(ReleaseSpec spec, ImmutableArray<ClusterSpec> clusters, PlannerOptions options)
    {
        var deployments = TargetDeployments(spec);
        var (waves, waveErrors, warnings) = WavePlanner.Assign(spec, clusters);
        ImmutableArray<PlanError> errors =
        [
            .. PlanSupport.NotSupportedYet(spec),
            .. PlanRules.Check(spec, deployments),
            .. ClusterCheckRules.Check(spec, options),
            .. waveErrors,
        ];
        var overrides = new ManifestOverrides(spec.Manifests);
        if (errors.IsEmpty)
        {
            errors =
            [
                .. PlanRules.CheckExposure(spec, waves),
                .. overrides.Check([.. waves.SelectMany(wave => wave.Clusters)], deployments),
            ];
        }

        return errors.IsEmpty ? Resolve(spec, deployments, waves, overrides, warnings, options) : new() { Errors = errors };
    }

    /// <summary>The Deployments that carry a colour: those named, else all among the manifests, a coloured one by its base name.</summary>
    private static ImmutableArray<string> TargetDeployments(ReleaseSpec spec) => spec.Target.Deployments.IsEmpty
        ? [.. spec.Manifests.Inline.Where(manifest => manifest.Kind() is "Deployment").Select(manifest => ManifestColoring.BaseOf(manifest.Name())).Distinct()]
        : spec.Target.Deployments;

    private static PlanResult Resolve(
        ReleaseSpec spec, ImmutableArray<string> deployments, ImmutableArray<AssignedWave> waves, ManifestOverrides overrides,
        ImmutableArray<string> warnings, PlannerOptions options)
    {
        var documents = ImmutableArray.CreateBuilder<string>();
        var (written, analysisWarnings) = AnalysisDefaults.Of(spec);
        var analysis = written with { Regression = written.Regression?.SharedOver([.. waves.SelectMany(wave => wave.Clusters).Select(cluster => cluster.Region)]) };
        var planned = waves.Select(wave => new WavePlan(
            wave.Spec.Name, wave.Spec.MaxParallel, wave.Spec.Bake, wave.Spec.Gate, wave.Spec.FailurePolicy,
            [.. wave.Clusters.Select((cluster, index) => PlanEnvironment(
                spec, overrides.For(cluster).Manifests, deployments, analysis, wave.Spec, cluster, index is 0, options, documents))]));
        var plan = new ReleasePlan
        {
            Release = spec.Name,
            Application = spec.Application,
            Version = spec.Version,
            Labels = spec.Labels,
            Supersede = spec.Supersede,
            Waves = [.. planned],
            Exposure = spec.Exposure,
            RollbackScope = spec.Rollback.Scope,
            Steps = spec.BlueGreen.Steps,
            RealSteps = ReplicaSteps.Of(spec, deployments),
            Limits = LimitsOf(spec, options),
            Warnings = [.. warnings, .. analysisWarnings, .. WorkerRules.Warnings(spec), .. HoldRules.Warnings(analysis, spec.BlueGreen, spec.Probes)],
        };
        var document = CoreJson.Write(plan);
        documents.Add(document);
        return new() { Plan = plan, PlanDigest = Digest.Of(document), Documents = documents.Distinct().ToImmutableArray() };
    }

    private static PhaseLimits LimitsOf(ReleaseSpec spec, PlannerOptions options) =>
        PhaseLimits.Create(spec.Preflight.Timeout, spec.BlueGreen.ReadyTimeout, options.ClockFactor);

    private static PlannedEnvironment PlanEnvironment(
        ReleaseSpec spec, ImmutableArray<JsonObject> objects, ImmutableArray<string> deployments, AnalysisSpec analysis,
        WaveSpec wave, ClusterSpec cluster, bool isFirst, PlannerOptions options, ImmutableArray<string>.Builder documents)
    {
        var key = new EnvironmentKey(cluster.Name, spec.Target.Namespace, spec.Application);
        var values = new Placeholders(cluster.Name, cluster.Region, spec.Target.Namespace, spec.Version);
        var manifests = CoreJson.Write(new JsonArray([.. ManifestRenderer.Render(objects, values)]));
        documents.Add(manifests);
        ImmutableArray<CheckSpec> gateChecks = isFirst ? wave.Gate?.Checks ?? [] : [];
        var plan = new EnvironmentPlan
        {
            Key = key,
            Owner = $"{options.Installation}/{key}",
            Region = cluster.Region,
            Wave = wave.Name,
            Capacity = cluster.Capacity,
            Release = spec.Name,
            Version = spec.Version,
            ManifestsDigest = Digest.Of(manifests),
            Deployments = deployments,
            Target = spec.Target,
            AllowShared = spec.Manifests.AllowShared,
            Preflight = spec.Preflight,
            Prepare = spec.Prepare,
            BlueGreen = spec.BlueGreen,
            Probes = spec.Probes,
            Analysis = analysis,
            Rollback = spec.Rollback,
            Checks = spec.Checks,
            Bake = wave.Bake,
            Limits = LimitsOf(spec, options),
            GateChecks = gateChecks,
            CheckImage = ClusterCheckRules.ImageOf([.. spec.Checks.Preview, .. spec.Checks.Validation, .. gateChecks], options),
            ProvenAfter = spec.Exposure.ProvenAfter,
        };
        var document = CoreJson.Write(plan);
        documents.Add(document);
        return new(key, cluster.Region, cluster.Capacity, Digest.Of(document));
    }
}
