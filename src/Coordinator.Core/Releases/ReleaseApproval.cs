namespace Coordinator.Core.Releases;

/// <summary>An approval that was given.</summary>
/// <param name="Wave">Name of the wave.</param>
/// <param name="Subject">Who gave it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record ReleaseApproval(string Wave, string Subject, DateTimeOffset At, string Reason);
