using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Live;
using Spectre.Console;

namespace Coordinator.Tests.Live;

public sealed class LiveScreenTests
{
    private readonly StringWriter writer = new();
    private readonly TestClock clock = new();

    [Fact]
    public async Task Show_UntilTheEnd_LeavesTheLastPicture()
    {
        var drawn = new TaskCompletionSource();
        var frames = 0;
        clock.Before = _ =>
        {
            if (Interlocked.Increment(ref frames) == 3)
                drawn.SetResult();
            return Task.CompletedTask;
        };

        var last = await Screen().ShowAsync(ChangesAsync(drawn.Task), TestContext.Current.CancellationToken);

        Assert.Equal(ReleasePhase.Succeeded, last.Release.Phase);
        Assert.Contains("Progressing", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("Succeeded", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_FaultOfTheWatch_IsThrown() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Screen().ShowAsync(FaultAsync(), TestContext.Current.CancellationToken));

    private LiveScreen Screen() => new(
        AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        }),
        clock);

    private static async IAsyncEnumerable<ReleaseDetail> ChangesAsync(Task drawn)
    {
        yield return Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting);
        await drawn;
        yield return Samples.Single(ReleasePhase.Succeeded, EnvironmentPhase.Live);
    }

    private static async IAsyncEnumerable<ReleaseDetail> FaultAsync()
    {
        yield return Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting);
        await Task.Yield();
        throw new TimeoutException();
    }
}
