namespace Coordinator.Core.Ports;

/// <summary>The store can't take a write or answer now (disk full, database away). Nothing was lost; the caller retries.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
