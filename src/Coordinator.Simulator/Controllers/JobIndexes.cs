using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>The completions of an indexed Job: each has a number, and a pod of its own.</summary>
internal static class JobIndexes
{
    private const string Key = "batch.kubernetes.io/job-completion-index";

    public static bool IsIndexed(StoredObject job) => job.Json.Text("spec", "completionMode") is "Indexed";

    /// <summary>How many completions there are: of an indexed Job each index counts once.</summary>
    public static int Succeeded(StoredObject job, List<StoredObject> pods) =>
        IsIndexed(job) ? Done(pods).Count : pods.Count(IsDone);

    /// <summary>Indexes without a pod that runs or has succeeded, lowest first; none of a Job without indexes.</summary>
    public static IEnumerable<int> Free(StoredObject job, List<StoredObject> pods)
    {
        if (!IsIndexed(job)) return [];
        var taken = pods.Where(pod => IsDone(pod) || (!PodFactory.IsEnded(pod) && !pod.IsTerminating)).Select(IndexOf).ToHashSet();
        return Enumerable.Range(0, (int)(job.Json.Whole("spec", "completions") ?? 0)).Where(index => !taken.Contains(index));
    }

    /// <summary>Makes a pod the one of an index.</summary>
    public static void Put(StoredObject job, JsonObject pod, int index)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        var metadata = pod.Ensure("metadata");
        metadata["generateName"] = $"{job.Name}-{number}-";
        metadata.Ensure("labels")[Key] = number;
        metadata.Ensure("annotations")[Key] = number;
        var spec = pod.Ensure("spec");
        spec.Default("hostname", $"{job.Name}-{number}");
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            if (container["env"] is not JsonArray variables) container["env"] = variables = [];
            variables.Add(new JsonObject
            {
                ["name"] = "JOB_COMPLETION_INDEX",
                ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = $"metadata.labels['{Key}']" } },
            });
        }
    }

    /// <summary>The indexes that are done, such as <c>0-2,5</c>; empty for none.</summary>
    public static string Completed(StoredObject job, List<StoredObject> pods)
    {
        if (!IsIndexed(job)) return "";
        var ranges = new List<(int First, int Last)>();
        foreach (var index in Done(pods))
        {
            if (ranges.Count > 0 && ranges[^1].Last == index - 1) ranges[^1] = (ranges[^1].First, index);
            else ranges.Add((index, index));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}"
            : range.Last == range.First + 1 ? $"{range.First},{range.Last}" : $"{range.First}-{range.Last}"));
    }

    private static SortedSet<int> Done(List<StoredObject> pods) => [.. pods.Where(IsDone).Select(IndexOf)];

    private static bool IsDone(StoredObject pod) => pod.Json.Text("status", "phase") == "Succeeded";

    private static int IndexOf(StoredObject pod) =>
        int.TryParse(pod.Json.Text("metadata", "annotations", Key), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
