using System.Text.Json.Nodes;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What is to be done to an object, decided from how it was read.</summary>
internal abstract record ObjectStep
{
    private ObjectStep()
    {
    }

    /// <summary>Nothing: it is as wanted.</summary>
    public static ObjectStep Nothing { get; } = new Done();

    /// <summary>It is as wanted.</summary>
    public sealed record Done : ObjectStep;

    /// <summary>It must not be written.</summary>
    public sealed record Refuse(Refusal Refusal) : ObjectStep;

    /// <summary>It is created; where it appears in between, it is read and judged again.</summary>
    public sealed record Create(JsonObject Body) : ObjectStep;

    /// <summary>Fields are changed, if it still is as it was read.</summary>
    public sealed record Merge(JsonObject Patch, string Manager) : ObjectStep;

    /// <summary>It is applied, if it still is as it was read.</summary>
    public sealed record Apply(JsonObject Body) : ObjectStep;
}
