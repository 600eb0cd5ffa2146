
namespace Coordinator.Grains.Tests.Faults;

/// <summary>
/// Each call that a release makes meets each fault once: the release ends as without it, and nothing shows twice. Every pair of a
/// call and a fault is a release of its own in a cluster of its own; many of them run at once.
/// </summary>
public sealed class FaultRunTests(ITestOutputHelper output)
{
    private const int AtOnce = 40;

    [Fact]
    public async Task A_good_release_succeeds_whatever_becomes_of_any_one_call()
    {
        await using var run = await FaultRun.StartAsync();
        var calls = await run.CallsAsync("good", isBad: false);
        await CheckAsync(run, "g", isBad: false, calls);
    }

    [Fact]
    public async Task A_bad_release_goes_back_whatever_becomes_of_any_one_call()
    {
        await using var run = await FaultRun.StartAsync();
        var calls = await run.CallsAsync("bad", isBad: true);
        // What comes before the first user is moved is met by the other test.
        await CheckAsync(run, "b", isBad: true, [.. calls.SkipWhile(call => !call.MovesUsers).Skip(1)]);
    }

    private async Task CheckAsync(FaultRun run, string prefix, bool isBad, IReadOnlyList<CallKey> calls)
    {
        Assert.True(calls.Count(call => call.IsWrite) >= 3 && calls.Count > 10, string.Join(Environment.NewLine, calls));
        List<FaultCase> cases =
        [
            .. calls.SelectMany(call => CallFaults.Of(call).Select(fault => (call, fault)))
                .Select((pair, index) => new FaultCase($"{prefix}{index}", pair.call, pair.fault.Name, pair.fault.Fault)),
        ];
        output.WriteLine($"{calls.Count} calls, {cases.Count} runs");
        var failures = new List<string>();
        foreach (var batch in cases.Chunk(AtOnce))
        {
            failures.AddRange(await run.RunAsync(batch, isBad));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count} runs:\n{string.Join("\n", failures)}");
    }
}
