using System.Diagnostics.CodeAnalysis;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>A registered cluster and how it stands.</summary>
public sealed record ClusterView : ClusterSpec
{
    /// <summary>For deserialisation.</summary>
    public ClusterView()
    {
    }

    /// <summary>A cluster as it was registered.</summary>
    [SetsRequiredMembers]
    public ClusterView(ClusterSpec spec)
        : base(spec)
    {
    }

    /// <summary>Keeps environments from starting there; null for none.</summary>
    public Cordon? Cordon { get; init; }

    /// <summary>Since when calls of an environment do not get through; null where all do.</summary>
    public DateTimeOffset? UnreachableSince { get; init; }

    /// <summary>Which environment's, and why.</summary>
    public string? Unreachable { get; init; }

    /// <summary>Whether it was removed: it is in no list any more.</summary>
    public bool Removed { get; init; }

    /// <summary>How a cluster stands; null where it was never registered.</summary>
    public static ClusterView? Of(ClusterState state, ClusterSpec? last)
    {
        if ((state.Spec ?? last) is not { } spec)
        {
            return null;
        }

        var first = state.Unreachable.OrderBy(one => one.Value.Since).ThenBy(one => one.Key, StringComparer.Ordinal).FirstOrDefault();
        return new(spec)
        {
            Removed = state.Spec is null,
            Cordon = state.Cordon,
            UnreachableSince = first.Value?.Since,
            Unreachable = first.Value is { } fault ? $"{first.Key}: {fault.Because}" : null,
        };
    }
}
