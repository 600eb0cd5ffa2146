namespace Coordinator.Simulator.Apply;

/// <summary>Who writes, for the ownership of fields.</summary>
/// <param name="Manager">Name of the field manager.</param>
/// <param name="Subresource">Written through: empty, <c>status</c> or <c>scale</c>.</param>
/// <param name="Time">The instant, as the server writes it.</param>
/// <param name="OwnsStatus">Whether the kind has no status subresource, so that status is a field like others.</param>
internal sealed record Writer(string Manager, string Subresource, string Time, bool OwnsStatus = false);
