namespace Coordinator.Core.Views;

/// <summary>Body of an action on a cluster.</summary>
/// <param name="Reason">Why; at most 1000 characters.</param>
public sealed record ReasonBody(string? Reason)
{
    /// <summary>Without a reason.</summary>
    public ReasonBody()
        : this((string?)null)
    {
    }
}
