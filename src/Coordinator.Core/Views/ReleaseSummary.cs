using Coordinator.Core.Releases;

namespace Coordinator.Core.Views;

/// <summary>A release in a list: content of its registry row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Application">The application.</param>
/// <param name="Version">The version.</param>
/// <param name="Phase">Where it is.</param>
/// <param name="SpecDigest">Digest of what was submitted: the same name with other content is refused.</param>
/// <param name="PlanDigest">Digest of the plan.</param>
/// <param name="SubmittedBy">Who submitted it.</param>
/// <param name="SubmittedAt">When.</param>
public sealed record ReleaseSummary(
    string Name, string Application, string Version, ReleasePhase Phase, string SpecDigest, string PlanDigest, string SubmittedBy,
    DateTimeOffset SubmittedAt);
