namespace Coordinator.Serve;

/// <summary>Stops a process with the one that started it: its standard input closes, however that one ended.</summary>
internal static class InputEnd
{
    /// <summary>Cancels once the input ends.</summary>
    public static void Of(Stream input, CancellationTokenSource stop) => _ = WaitAsync(input, stop);

    private static async Task WaitAsync(Stream input, CancellationTokenSource stop)
    {
        var buffer = new byte[64];
        try
        {
            while (await input.ReadAsync(buffer, stop.Token) > 0)
            {
            }

            await stop.CancelAsync();
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The server stops already.
        }
    }
}
