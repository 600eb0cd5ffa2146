namespace Coordinator.Grains.Tests.Crashes;

/// <summary>The process has died here.</summary>
internal sealed class CrashException(string place) : Exception($"the process died: {place}");
