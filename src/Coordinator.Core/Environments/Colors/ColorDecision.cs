namespace Coordinator.Core.Environments.Colors;

/// <summary>Decides from one observation which colour serves and which is next.</summary>
public sealed record ColorDecision
{
    /// <summary>The assignment; null where it was refused.</summary>
    public ColorAssignment? Assignment { get; init; }

    /// <summary>The refusal; null where there is an assignment.</summary>
    public ColorRefusal? Refusal { get; init; }

    /// <summary>placeholder</summary>
    public static ColorDecision Decide(ColorObservation seen, bool adopt) => throw new NotSupportedException(seen + " " + adopt);
}
