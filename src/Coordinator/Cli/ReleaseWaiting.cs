using Coordinator.Client;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli;

/// <summary>Waits for the end of a release and shows its way there.</summary>
internal static class ReleaseWaiting
{
    /// <summary>A live table where <paramref name="console"/> is a terminal and the result is for people, else a line for each change.</summary>
    /// <returns>The release at its end.</returns>
    public static async Task<ReleaseDetail> ShowAsync(
        CoordinatorClient client, string name, bool isJson, CliConsole console, CancellationToken cancellation)
    {
        var changes = new ReleaseWatch(client, console.Time).FollowAsync(name, cancellation);
        return console.IsTerminal && !isJson
            ? await new LiveScreen(console.Ansi(), console.Time).ShowAsync(changes, cancellation)
            : await PrintAsync(changes, isJson ? console.Error : console.Out, console.Time);
    }

    /// <summary>A line for each change.</summary>
    /// <returns>The release at its end.</returns>
    public static async Task<ReleaseDetail> PrintAsync(IAsyncEnumerable<ReleaseDetail> changes, TextWriter writer, TimeProvider time)
    {
        ReleaseDetail? last = null;
        var lines = new ReleaseLines();
        await foreach (var detail in changes)
        {
            last = detail;
            foreach (var line in lines.Changes(detail, time.GetUtcNow()))
                await writer.WriteLineAsync(line);
            await writer.FlushAsync(CancellationToken.None);
        }
        return last ?? throw new InvalidOperationException("a watch yields at least once");
    }
}
