using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Jobs;

/// <summary>What a Job's status says.</summary>
internal static class JobState
{
    /// <summary>Whether it ended with success.</summary>
    public static bool IsComplete(JsonObject job) => Condition(job, "Complete") is not null;

    /// <summary>Whether it ended, with success or without.</summary>
    public static bool IsEnded(JsonObject job) => OutcomeOf(job) is not null;

    /// <summary>How it ended; null while it has not.</summary>
    public static JobOutcome? OutcomeOf(JsonObject job) =>
        IsComplete(job) ? JobOutcome.Succeeded : Failure(job) is not null ? JobOutcome.Failed : null;

    /// <summary>Why it failed, or null.</summary>
    public static string? Failure(JsonObject job) => Condition(job, "Failed") is { } failed
        ? $"{failed.Text("reason")}: {failed.Text("message")?.TrimEnd('.')}"
        : null;

    /// <summary>Whether it does not start pods for now.</summary>
    public static bool IsSuspended(JsonObject job) => job.IsTrue("spec", "suspend");

    /// <summary>Whether it is on its way out.</summary>
    public static bool IsEnding(JsonObject job) => job.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>Pods that ran to an end.</summary>
    public static int Attempts(JsonObject job) =>
        (int)((job.Whole("status", "succeeded") ?? 0) + (job.Whole("status", "failed") ?? 0));

    private static JsonObject? Condition(JsonObject job, string type) => job.Objects("status", "conditions")
        .FirstOrDefault(one => one.Text("type") == type && one.Text("status") is "True");
}
