using Coordinator.Simulator.Access;
using Coordinator.Simulator.Apply;

namespace Coordinator.Simulator.Objects;

/// <summary>How a write is to be done, and by whom.</summary>
internal sealed record WriteOptions
{
    public required string User { get; init; }

    /// <summary>The client who writes; null for the cluster's own controllers, which may anything.</summary>
    public User? Author { get; init; }

    public required string Manager { get; init; }

    public string UserAgent { get; init; } = "";

    public bool DryRun { get; init; }

    public bool Force { get; init; }

    /// <summary>Ignore, Warn (the default) or Strict: what is done about unknown fields.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>The verb, for the audit log.</summary>
    public string Verb { get; init; } = "update";

    /// <summary>Empty, <c>status</c> or <c>scale</c>.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Whether the audit log takes it up; the controllers' own writes are not in it.</summary>
    public bool Audited { get; init; } = true;

    /// <summary>Whether an unknown field of a patch answers 422 (a patch) or 400 (a body).</summary>
    public bool IsPatch { get; init; }

    /// <summary>Of a strategic merge patch, which refusals show as it was sent: its text. Other patches show what they made.</summary>
    public string? ShownPatch { get; init; }

    /// <summary>Paths of the fields that the body has twice.</summary>
    public IReadOnlyList<string> Duplicates { get; init; } = [];

    /// <summary>Texts for Warning headers, in the order in which they arose.</summary>
    public List<string> Warnings { get; } = [];

    public static WriteOptions Internal(string manager, string subresource = "") =>
        new() { User = "system:" + manager, Manager = manager, Subresource = subresource, Audited = false };

    public Writer Writer(string time, bool ownsStatus) => new(Manager, Subresource, time, ownsStatus);
}
