using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What the API server fills into Deployments and their like.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject item)
    {
        var spec = item.Ensure("spec");
        Template(spec);
        spec.Default("replicas", 1);
        var strategy = spec.Ensure("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    public static void ReplicaSet(JsonObject item)
    {
        var spec = item.Ensure("spec");
        spec.Default("replicas", 1);
        Template(spec);
    }

    public static void StatefulSet(JsonObject item)
    {
        var spec = item.Ensure("spec");
        Template(spec);
        spec.Default("replicas", 1);
        spec.Default("podManagementPolicy", "OrderedReady");
        var update = spec.Ensure("updateStrategy");
        update.Default("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate") update.Ensure("rollingUpdate").Default("partition", 0);
        spec.Default("revisionHistoryLimit", 10);
        var retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.Default("whenDeleted", "Retain");
        retention.Default("whenScaled", "Retain");
    }

    public static void DaemonSet(JsonObject item)
    {
        var spec = item.Ensure("spec");
        Template(spec);
        var update = spec.Ensure("updateStrategy");
        update.Default("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate")
        {
            var rolling = update.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", 1);
            rolling.Default("maxSurge", 0);
        }

        spec.Default("revisionHistoryLimit", 10);
    }

    public static void Job(JsonObject item)
    {
        var spec = item.Ensure("spec");
        Template(spec);
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
        spec.Default("manualSelector", false);
        if (item.Texts("metadata", "labels").Count == 0 && spec.Texts("template", "metadata", "labels") is { Count: > 0 } labels)
            item.Ensure("metadata")["labels"] = labels.ToJson();
    }

    public static void CronJob(JsonObject item)
    {
        var spec = item.Ensure("spec");
        if (spec.Object("jobTemplate", "spec") is { } job)
        {
            Template(job);
            job.Object("template")?.Default("metadata", new JsonObject());
        }

        spec.Object("jobTemplate")?.Default("metadata", new JsonObject());
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
    }

    /// <summary>The labels by which a Job knows its pods.</summary>
    public static void AllocateJob(JsonObject job)
    {
        var spec = job.Ensure("spec");
        if (spec.Flag("manualSelector") is true) return;
        var uid = job.Text("metadata", "uid") ?? "";
        var name = job.Text("metadata", "name") ?? "";
        foreach (var labels in (JsonObject[])[spec.Ensure("template", "metadata", "labels"), job.Ensure("metadata", "labels")])
        {
            labels["batch.kubernetes.io/controller-uid"] = uid;
            labels["batch.kubernetes.io/job-name"] = name;
            labels["controller-uid"] = uid;
            labels["job-name"] = name;
        }

        spec.Ensure("selector", "matchLabels")["batch.kubernetes.io/controller-uid"] = uid;
    }

    public static void Template(JsonObject spec)
    {
        if (spec.Object("template") is not { } template) return;
        PodDefaults.Template(template.Ensure("spec"));
    }
}
