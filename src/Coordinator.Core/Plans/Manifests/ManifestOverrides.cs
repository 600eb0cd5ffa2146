using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>What differs by cluster: the manifests with the patches of <c>manifests.overrides</c> that a cluster takes.</summary>
public sealed class ManifestOverrides(ManifestsSpec manifests)
{
    private readonly Dictionary<string, Result> known = new(StringComparer.Ordinal);

    /// <summary>The manifests of a cluster, or why a patch can't be applied.</summary>
    public Result For(ClusterSpec cluster)
    {
        int[] taken = [.. Enumerable.Range(0, manifests.Overrides.Length).Where(i => manifests.Overrides[i].Clusters.Matches(cluster))];
        var key = string.Join(',', taken);
        if (!known.TryGetValue(key, out var result))
        {
            known[key] = result = Apply(taken);
        }

        return result;
    }

    /// <summary>Every error of the clusters of a plan, and the patches that none of them takes.</summary>
    public IEnumerable<PlanError> Check(ImmutableArray<ClusterSpec> clusters, ImmutableArray<string> deployments)
    {
        var errors = clusters.SelectMany(cluster => For(cluster).Errors.Concat(Missing(cluster, deployments))).Distinct().ToList();
        for (var i = 0; i < manifests.Overrides.Length; i++)
        {
            if (!clusters.Any(manifests.Overrides[i].Clusters.Matches))
            {
                errors.Add(new("override-unused", $"spec.manifests.overrides[{i}].clusters",
                    "no cluster of the plan matches: the patch would change nothing"));
            }
        }

        return errors;
    }

    /// <summary>A patch may delete an object where a cluster is to do without, but not what is released.</summary>
    private IEnumerable<PlanError> Missing(ClusterSpec cluster, ImmutableArray<string> deployments)
    {
        bool Has(ImmutableArray<JsonObject> objects, string name) =>
            objects.Any(one => one.Kind() is "Deployment" && ManifestColoring.BaseOf(one.Name()) == name);
        var result = For(cluster);
        return result.Errors.IsEmpty
            ? deployments.Where(name => Has(manifests.Inline, name) && !Has(result.Manifests, name)).Select(name => new PlanError(
                "override-invalid", "spec.manifests.overrides", $"in {cluster.Name} a patch deletes Deployment/{name}, which is released"))
            : [];
    }

    private Result Apply(int[] taken)
    {
        var objects = manifests.Inline.ToList();
        var errors = ImmutableArray.CreateBuilder<PlanError>();
        foreach (var i in taken)
        {
            var patch = manifests.Overrides[i].Patch;
            var path = $"spec.manifests.overrides[{i}].patch";
            var at = Find(objects, patch, path, errors);
            if (at < 0)
            {
                continue;
            }

            var (patched, problems) = StrategicMerge.Apply(objects[at], patch);
            errors.AddRange(problems.Select(problem => new PlanError("override-invalid", path, problem)));
            if (patched is not null)
            {
                errors.AddRange(ManifestChecks.Problems(objects[at], patched)
                    .Select(problem => new PlanError("override-invalid", path, $"{patched.Kind()}/{objects[at].Name()}: {problem}")));
                objects[at] = patched;
            }
            else if (problems.Count is 0)
            {
                objects.RemoveAt(at);
            }
        }

        return new([.. objects], errors.ToImmutable());
    }

    private static int Find(
        List<JsonObject> objects, JsonObject patch, string path, ImmutableArray<PlanError>.Builder errors)
    {
        var found = objects.Where(one => one.Kind() == patch.Kind() && one.Name() == patch.Name()
            && (patch.Text("apiVersion") is not { } version || one.Text("apiVersion") == version)).ToList();
        if (found is [var only])
        {
            return objects.IndexOf(only);
        }

        errors.Add(new("override-unmatched", path, found.Count is 0
            ? $"no manifest is {patch.Kind()}/{patch.Name()}; there are {string.Join(", ", objects.Take(20).Select(one => $"{one.Kind()}/{one.Name()}"))}"
            : $"{found.Count} manifests are {patch.Kind()}/{patch.Name()}: say apiVersion in the patch"));
        return -1;
    }

    /// <summary>Manifests of a cluster.</summary>
    /// <param name="Manifests">The objects with the patches applied.</param>
    /// <param name="Errors">Why a patch can't be applied, by its path in the file.</param>
    public sealed record Result(ImmutableArray<JsonObject> Manifests, ImmutableArray<PlanError> Errors);
}
