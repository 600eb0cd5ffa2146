namespace Coordinator.Client;

/// <summary>No connection, or no answer in time, after all attempts. Whether an action took place is not known; it may be repeated.</summary>
internal sealed class UnreachableException(Uri server, Exception cause)
    : Exception($"no answer from {server}: {cause.Message}", cause);
