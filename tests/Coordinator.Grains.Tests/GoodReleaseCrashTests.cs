using Coordinator.Core.Releases;

namespace Coordinator.Grains.Tests;

/// <inheritdoc />
public sealed class GoodReleaseCrashTests : CrashTests
{
    [Fact]
    public Task A_good_release_succeeds_wherever_its_process_dies() => DieEverywhereAsync(isBad: false, ReleasePhase.Succeeded);
}
