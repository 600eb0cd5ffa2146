using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Tests.Plans;

public sealed class WavePlannerTests
{
    [Fact]
    public void A_cluster_belongs_to_the_first_wave_that_matches_it()
    {
        var (waves, errors, warnings) = Assign(
            [Wave("canary", new() { Names = ["b"] }), Wave("rest", new())], Cluster("c"), Cluster("b"), Cluster("a"));
        Assert.Equal(["b", "a,c"], Names(waves));
        Assert.Empty(errors);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Name_and_region_count_as_labels()
    {
        var waves = Assign(
            [
                Wave("eu", new() { MatchLabels = Labels(("region", "eu")) }),
                Wave("one", new() { MatchLabels = Labels(("name", "b")) }),
                Wave("tier", new() { MatchLabels = Labels(("tier", "gold")) }),
            ],
            Cluster("a", region: "eu"), Cluster("b"), Cluster("c") with { Labels = Labels(("tier", "gold")) }).Waves;
        Assert.Equal(["a", "b", "c"], Names(waves));
    }

    [Fact]
    public void Named_clusters_start_in_the_order_in_which_the_wave_lists_them() =>
        Assert.Equal(["c,a"], Names(Assign([Wave("w", new() { Names = ["c", "a"] })], Cluster("a"), Cluster("c")).Waves));

    [Fact]
    public void What_no_wave_takes_is_named_in_a_warning() =>
        Assert.Contains("b", Assert.Single(Assign([Wave("w", new() { Names = ["a"] })], Cluster("a"), Cluster("b")).Warnings));

    [Fact]
    public void Unknown_clusters_and_empty_waves_are_errors_all_at_once()
    {
        var errors = Assign([Wave("x", new() { Names = ["z"] }), Wave("y", new()), Wave("again", new())], Cluster("a")).Errors;
        Assert.Equal(["unknown-cluster", "empty-wave", "empty-wave"], errors.Select(error => error.Code));
        Assert.Contains("all that match belong to earlier waves", errors[2].Message);
    }

    [Fact]
    public void Without_a_registered_cluster_there_is_no_plan() =>
        Assert.Equal("no-clusters", Assert.Single(Assign([Wave("w", new())]).Errors).Code);

    [Fact]
    public void Automatic_waves_ascend_in_capacity_and_at_most_double()
    {
        var waves = Auto(Cluster("d", capacity: 4), Cluster("a", capacity: 1), Cluster("b", capacity: 1), Cluster("c", capacity: 2), Cluster("e", capacity: 8)).Waves;
        Assert.Equal(["a", "b", "c", "d", "e"], Names(waves));
        waves = Auto([.. Enumerable.Range(0, 7).Select(index => Cluster($"c{index}"))]).Waves;
        Assert.Equal([1, 2, 4], waves.Select(wave => wave.Clusters.Length));
    }

    [Fact]
    public void A_cluster_that_is_larger_than_twice_the_wave_before_stands_alone()
    {
        var waves = Auto(Cluster("small", capacity: 1), Cluster("huge", capacity: 100)).Waves;
        Assert.Equal(["small", "huge"], Names(waves));
    }

    [Fact]
    public void Automatic_waves_never_hold_both_of_a_pair_of_regions()
    {
        ClusterSpec[] clusters = [.. Enumerable.Range(0, 9).Select(index =>
            Cluster($"c{index}", region: index % 2 == 0 ? "eu" : "us") with { PairedWith = index % 2 == 0 ? "us" : null })];
        var waves = Auto(clusters).Waves;
        Assert.All(waves, wave => Assert.Single(wave.Clusters.Select(cluster => cluster.Region).Distinct()));
        Assert.Equal(9, waves.Sum(wave => wave.Clusters.Length));
    }

    [Fact]
    public void Automatic_waves_are_the_same_in_whatever_order_clusters_were_registered()
    {
        ClusterSpec[] clusters = [.. Enumerable.Range(0, 12).Select(index => Cluster($"c{index:00}", capacity: 1 + (index % 3)))];
        Assert.Equal(Names(Auto(clusters).Waves), Names(Auto([.. clusters.Reverse()]).Waves));
    }

    private static (ImmutableArray<AssignedWave> Waves, ImmutableArray<PlanError> Errors, ImmutableArray<string> Warnings) Auto(
        params ClusterSpec[] clusters) => WavePlanner.Assign(Spec([]) with { WavesAuto = true }, [.. clusters]);

    private static (ImmutableArray<AssignedWave> Waves, ImmutableArray<PlanError> Errors, ImmutableArray<string> Warnings) Assign(
        WaveSpec[] waves, params ClusterSpec[] clusters) => WavePlanner.Assign(Spec(waves), [.. clusters]);

    private static ReleaseSpec Spec(WaveSpec[] waves) => PlannerTests.Spec() with { Waves = [.. waves] };

    private static WaveSpec Wave(string name, ClusterSelector clusters) => new() { Name = name, Clusters = clusters };

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value);

    private static string[] Names(ImmutableArray<AssignedWave> waves) =>
        [.. waves.Select(wave => string.Join(",", wave.Clusters.Select(cluster => cluster.Name)))];

    internal static ClusterSpec Cluster(string name, string region = "", double capacity = 1) =>
        new() { Name = name, Region = region.Length > 0 ? region : $"region of {name}", Capacity = capacity };
}
