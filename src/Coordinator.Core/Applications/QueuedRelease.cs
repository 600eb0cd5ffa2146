namespace Coordinator.Core.Applications;

/// <summary>A release that is current or waits.</summary>
/// <param name="Release">Its name.</param>
/// <param name="Supersede">Whether it replaces the ones before it.</param>
/// <param name="SupersededBy">The release that replaces it; null for none.</param>
/// <param name="Request">Number of the last request for permits: a lower one is late and ignored.</param>
public sealed record QueuedRelease(string Release, bool Supersede, string? SupersededBy = null, long Request = 0);
