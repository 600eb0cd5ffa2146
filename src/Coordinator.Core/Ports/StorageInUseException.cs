namespace Coordinator.Core.Ports;

/// <summary>Another process holds the embedded database. The user stops that process or names another file.</summary>
public sealed class StorageInUseException(string path, string holder)
    : Exception($"the database {path} is in use by {holder}; stop that process or choose another data directory");
