using Coordinator.Core.Releases;

namespace Coordinator.Grains.Tests;

/// <inheritdoc />
public sealed class BadReleaseCrashTests : CrashTests
{
    [Fact]
    public Task A_bad_release_goes_back_wherever_its_process_dies() => DieEverywhereAsync(isBad: true, ReleasePhase.RolledBack);
}
