using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>Answer to a submitted release.</summary>
/// <param name="Release">The release.</param>
/// <param name="Created">False where the same release had been submitted before.</param>
internal sealed record Submission(ReleaseView Release, bool Created);
