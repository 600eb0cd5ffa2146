namespace Coordinator.Core.Applications;

/// <summary>The right to be under way in an environment.</summary>
/// <param name="Release">Who has it.</param>
/// <param name="Wave">Wave of the environment.</param>
/// <param name="Capacity">Capacity that it counts with.</param>
/// <param name="UnderWay">Whether it counts for the wave's maxParallel.</param>
/// <param name="Exposed">Whether it counts for exposure: from the start until proven or ended without users.</param>
public sealed record StartPermit(string Release, string Wave, double Capacity, bool UnderWay, bool Exposed);
