using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>Assigns clusters to waves.</summary>
public static class WavePlanner
{
    /// <summary>The waves with their clusters: a cluster belongs to the first wave that matches it.</summary>
    public static (ImmutableArray<AssignedWave> Waves, ImmutableArray<PlanError> Errors, ImmutableArray<string> Warnings) Assign(
        ReleaseSpec spec, ImmutableArray<ClusterSpec> clusters)
    {
        var ordered = clusters.OrderBy(cluster => cluster.Name, StringComparer.Ordinal).ToImmutableArray();
        if (ordered.IsEmpty)
        {
            return ([], [new("no-clusters", "spec.waves", "no cluster is registered; apply a Cluster file first")], []);
        }

        return spec.WavesAuto ? (Automatic(ordered), [], []) : Named(spec, ordered);
    }

    private static (ImmutableArray<AssignedWave> Waves, ImmutableArray<PlanError> Errors, ImmutableArray<string> Warnings) Named(
        ReleaseSpec spec, ImmutableArray<ClusterSpec> clusters)
    {
        var errors = ImmutableArray.CreateBuilder<PlanError>();
        var waves = ImmutableArray.CreateBuilder<AssignedWave>();
        var free = clusters.ToList();
        for (var index = 0; index < spec.Waves.Length; index++)
        {
            var wave = spec.Waves[index];
            var path = $"spec.waves[{index}].clusters";
            foreach (var name in wave.Clusters.Names.Where(name => clusters.All(cluster => cluster.Name != name)))
            {
                errors.Add(new("unknown-cluster", path, $"cluster '{name}' is not registered; registered are {Names(clusters)}"));
            }

            var taken = InOrder(wave, free.Where(wave.Clusters.Matches));
            if (taken.IsEmpty)
            {
                var why = clusters.Any(wave.Clusters.Matches) ? "all that match belong to earlier waves" : $"registered are {Names(clusters)}";
                errors.Add(new("empty-wave", path, $"wave '{wave.Name}' takes no cluster: {why}"));
            }

            free.RemoveAll(taken.Contains);
            waves.Add(new(wave, taken));
        }

        ImmutableArray<string> warnings = free.Count == 0 ? [] : [$"no wave takes {Names(free)}: the application stays as it is there"];
        return (waves.ToImmutable(), errors.ToImmutable(), warnings);
    }

    /// <summary>By name as the wave lists them, else by the order of names.</summary>
    private static ImmutableArray<ClusterSpec> InOrder(WaveSpec wave, IEnumerable<ClusterSpec> clusters) =>
        [.. clusters.OrderBy(cluster => wave.Clusters.Names.IndexOf(cluster.Name))];

    /// <summary>Ascending capacity, each wave at most twice the one before, never both of a pair of regions, ties by name.</summary>
    private static ImmutableArray<AssignedWave> Automatic(ImmutableArray<ClusterSpec> clusters)
    {
        var waiting = clusters.OrderBy(cluster => cluster.Capacity).ThenBy(cluster => cluster.Name, StringComparer.Ordinal).ToList();
        var waves = ImmutableArray.CreateBuilder<AssignedWave>();
        var before = 0.0;
        while (waiting.Count > 0)
        {
            var wave = new List<ClusterSpec> { waiting[0] };
            var limit = waves.Count == 0 ? waiting[0].Capacity : 2 * before;
            foreach (var cluster in waiting.Skip(1))
            {
                if (wave.Sum(taken => taken.Capacity) + cluster.Capacity <= limit && !wave.Any(taken => ArePaired(taken, cluster)))
                {
                    wave.Add(cluster);
                }
            }

            waiting.RemoveAll(wave.Contains);
            before = wave.Sum(taken => taken.Capacity);
            waves.Add(new(new WaveSpec { Name = $"auto-{waves.Count + 1}", MaxParallel = wave.Count }, [.. wave]));
        }

        return waves.ToImmutable();
    }

    private static bool ArePaired(ClusterSpec left, ClusterSpec right) =>
        left.PairedWith == right.Region || right.PairedWith == left.Region;

    private static string Names(IEnumerable<ClusterSpec> clusters)
    {
        var names = clusters.Select(cluster => cluster.Name).ToList();
        const int shown = 10;
        return names.Count <= shown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(shown))} and {names.Count - shown} more";
    }
}
