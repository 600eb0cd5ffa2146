namespace Coordinator.Core.Environments.Colors;

/// <summary>An assignment of the colours, or why there is none. Exactly one of the two is set.</summary>
public sealed record ColorVerdict(ColorAssignment? Assignment, ColorRefusal? Refusal)
{
    /// <summary>Assigned.</summary>
    public static implicit operator ColorVerdict(ColorAssignment assignment) => new(assignment, null);

    /// <summary>Refused.</summary>
    public static implicit operator ColorVerdict(ColorRefusal refusal) => new(null, refusal);
}
