using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>The Kubernetes objects of the application.</summary>
public sealed record ManifestsSpec
{
    /// <summary>Files and folders as the file names them, relative to it. The CLI reads them and sends their content inline.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>The objects themselves, in order.</summary>
    public ImmutableArray<JsonObject> Inline { get; init; } = [];

    /// <summary>What differs by cluster, applied in order.</summary>
    public ImmutableArray<ManifestOverrideSpec> Overrides { get; init; } = [];

    /// <summary>Shared objects, written <c>Kind/name</c>, that the release may change although both colours use them.</summary>
    public ImmutableArray<string> AllowShared { get; init; } = [];
}
