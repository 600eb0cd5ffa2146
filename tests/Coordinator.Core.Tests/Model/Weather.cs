namespace Coordinator.Core.Tests.Model;

/// <summary>What may go wrong in a run, in percent of the moves.</summary>
/// <param name="Loss">Messages and answers that are lost or doubled, calls that fail.</param>
/// <param name="Person">Actions of people.</param>
/// <param name="Foreign">Patches by someone else.</param>
/// <param name="PodDeath">Pods that die.</param>
/// <param name="BadVersion">Environments in which the new version turns out bad.</param>
internal sealed record Weather(int Loss, int Person, int Foreign, int PodDeath, int BadVersion);
