namespace Coordinator.Core.Views;

/// <summary>Body of an action on a release.</summary>
/// <param name="Wave">Only this wave; null = all.</param>
/// <param name="Environment">Only this environment, by key or cluster name; null = all.</param>
/// <param name="Reason">Why; at most 1000 characters.</param>
public sealed record ActionBody(string? Wave, string? Environment = null, string? Reason = null)
{
    /// <summary>All of it, without a reason.</summary>
    public ActionBody()
        : this((string?)null)
    {
    }
}
