namespace Coordinator.Grains.Tests.Faults;

/// <summary>
/// Each call that a release makes meets each fault once: the release ends as without it, and nothing shows twice. Every pair of a
/// call and a fault is a release of its own in a cluster of its own, many of them at once; the release with all that there is makes
/// so many calls that one run of it meets the same fault at several, far from each other.
/// </summary>
public sealed class FaultRunTests(ITestOutputHelper output)
{
    private const int AtOnce = 40;

    [Fact]
    public Task A_good_release_succeeds_whatever_becomes_of_any_one_call() => CheckAsync("good", FaultedRelease.Plain(isBad: false));

    [Fact]
    public Task A_bad_release_goes_back_whatever_becomes_of_any_one_call() =>
        CheckAsync("bad", FaultedRelease.Plain(isBad: true), AfterUsersWereMoved);

    [Fact]
    public Task A_good_release_with_Jobs_checks_and_a_route_succeeds_whatever_becomes_of_its_calls() =>
        CheckAsync("whole", FaultedRelease.Whole(isBad: false));

    [Fact]
    public Task A_bad_release_with_Jobs_checks_and_a_route_goes_back_whatever_becomes_of_its_calls() =>
        CheckAsync("broken", FaultedRelease.Whole(isBad: true), AfterUsersWereMoved);

    /// <summary>What comes before is met by the good release of the same kind.</summary>
    private static IEnumerable<CallKey> AfterUsersWereMoved(IEnumerable<CallKey> calls) => calls.SkipWhile(call => !call.MovesUsers).Skip(1);

    private async Task CheckAsync(string name, FaultedRelease release, Func<IEnumerable<CallKey>, IEnumerable<CallKey>>? which = null)
    {
        await using var run = await FaultRun.StartAsync(release);
        var all = await run.CallsAsync(name);
        var calls = which is null ? all : [.. which(all)];
        Assert.True(all.Any(call => call.IsWatch) && calls.Count(call => call.IsWrite) >= 3 && calls.Count > 10, string.Join(Environment.NewLine, calls));
        var cases = FaultCase.Of($"{name[0]}", calls, release.StruckAtOnce);
        output.WriteLine($"{calls.Count} calls, {cases.Count} runs");
        var failures = new List<string>();
        foreach (var batch in cases.Chunk(AtOnce))
        {
            failures.AddRange(await run.RunAsync(batch));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count} runs:\n{string.Join("\n", failures)}");
    }
}
