namespace Coordinator.Benchmarks.Detection;

/// <summary>Requests of one interval, drawn beforehand.</summary>
/// <param name="Old">Requests of the old colour.</param>
/// <param name="New">Requests of the new colour.</param>
/// <param name="Quiet">Chance that none of them goes bad; with bursts, that none begins.</param>
internal readonly record struct Load(int Old, int New, double Quiet);
