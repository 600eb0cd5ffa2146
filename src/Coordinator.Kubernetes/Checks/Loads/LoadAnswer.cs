namespace Coordinator.Kubernetes.Checks.Loads;

/// <summary>What one request of a load was answered.</summary>
/// <param name="Status">Status; 0 where there was no answer.</param>
/// <param name="Fault">Why there is no whole answer; null where there is one.</param>
internal readonly record struct LoadAnswer(int Status, string? Fault = null)
{
    /// <summary>Whether it counts as a success.</summary>
    public bool Succeeded => Fault is null && Status is >= 200 and <= 299;

    /// <summary>The failure in a word or two, the same for all that are alike.</summary>
    public string Failure => Fault ?? $"status {Status}";
}
