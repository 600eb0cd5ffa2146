using Coordinator.Core.Views;
using Spectre.Console;

namespace Coordinator.Live;

/// <summary>Shows a release on a terminal while it changes, at most four times a second.</summary>
internal sealed class LiveScreen(IAnsiConsole terminal, TimeProvider time)
{
    /// <summary>Shortest time between two pictures.</summary>
    public static readonly TimeSpan FrameEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows each change until there are no more.</summary>
    /// <returns>The last.</returns>
    public async Task<ReleaseDetail> ShowAsync(IAsyncEnumerable<ReleaseDetail> changes, CancellationToken cancellation)
    {
        ReleaseDetail? latest = null;
        await terminal.Live(new Text("…")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(
            async screen =>
            {
                var reading = ReadAsync();
                // The elapsed time moves although nothing else does.
                while (await Task.WhenAny(reading, Task.Delay(FrameEvery, time, cancellation)) != reading && !cancellation.IsCancellationRequested)
                    Draw(screen);
                await reading;
                Draw(screen);
            });
        return latest ?? throw new InvalidOperationException("a watch yields at least once");

        async Task ReadAsync()
        {
            await foreach (var detail in changes.WithCancellation(cancellation))
                Volatile.Write(ref latest, detail);
        }

        void Draw(LiveDisplayContext screen)
        {
            if (Volatile.Read(ref latest) is { } detail)
                screen.UpdateTarget(ReleaseTable.Render(detail, time.GetUtcNow()));
        }
    }
}
