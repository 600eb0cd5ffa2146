using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A webhook that is told of events.</summary>
public sealed record NotificationSpec
{
    /// <summary>Address.</summary>
    public required string Url { get; init; }

    /// <summary>Events; empty = all.</summary>
    public ImmutableArray<NotificationEvent> Events { get; init; } = [];

    /// <summary>Body. Default CloudEvents.</summary>
    public NotificationFormat Format { get; init; } = NotificationFormat.CloudEvents;

    /// <summary>File with the key that signs; null = unsigned.</summary>
    public string? SecretFile { get; init; }
}
