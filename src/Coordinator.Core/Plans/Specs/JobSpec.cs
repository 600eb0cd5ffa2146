using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>What a Job runs: an image with its command, or a whole pod template.</summary>
public sealed record JobSpec
{
    /// <summary>The image; null where <see cref="PodTemplate"/> is given.</summary>
    public string? Image { get; init; }

    /// <summary>Entry point; empty = the image's.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Arguments.</summary>
    public ImmutableArray<string> Args { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Secrets whose keys become environment variables.</summary>
    public ImmutableArray<string> EnvFromSecrets { get; init; } = [];

    /// <summary>ConfigMaps whose keys become environment variables.</summary>
    public ImmutableArray<string> EnvFromConfigMaps { get; init; } = [];

    /// <summary>A whole pod template instead of the fields above.</summary>
    public JsonObject? PodTemplate { get; init; }
}
