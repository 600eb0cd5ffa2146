using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Answers every connection with the same bytes, however wrong they are, and keeps what was asked.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<NetworkStream, CancellationToken, Task> answer;
    private readonly Task accepting;
    private long sent;

    public RawServer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Head and body of the last request.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>Bytes of endless bodies that were sent to clients.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>An answer with a head and a body.</summary>
    public static RawServer Of(string body, string status = "200 OK", string head = "") => Of(Encoding.UTF8.GetBytes(body), status, head);

    public static RawServer Of(byte[] body, string status = "200 OK", string head = "", int? length = null) => new(async (stream, token) =>
    {
        await WriteAsync(stream, $"HTTP/1.1 {status}\r\nContent-Length: {length ?? body.Length}\r\nConnection: close\r\n{head}\r\n", token);
        await stream.WriteAsync(body, token);
    });

    /// <summary>Says nothing at all.</summary>
    public static RawServer Silent() => new((_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));

    /// <summary>A head, and then nothing.</summary>
    public static RawServer Hanging() => new(async (stream, token) =>
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na 1\n", token);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
    });

    /// <summary>A byte now and then.</summary>
    public static RawServer Trickling() => new(async (stream, token) =>
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", token);
        while (true)
        {
            await WriteAsync(stream, "#", token);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }
    });

    /// <summary>A body of 1 GiB, and more of it for whoever still reads.</summary>
    public static RawServer Endless(string chunk)
    {
        RawServer? server = null;
        server = new(async (stream, token) =>
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", token);
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(chunk, 65536 / chunk.Length)));
            while (true)
            {
                await stream.WriteAsync(bytes, token);
                Interlocked.Add(ref server!.sent, bytes.Length);
            }
        });
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Stop();
        stopping.Dispose();
    }

    private static Task WriteAsync(NetworkStream stream, string text, CancellationToken token) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask();

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            await ReadRequestAsync(stream);
            await answer(stream, stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, stopping.Token);
            if (read == 0)
            {
                return;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        Asked = text.ToString();
    }

    private static bool IsWhole(string text)
    {
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return head >= 0 && text.Length - head - 4 >= (length is null ? 0 : int.Parse(length["Content-Length:".Length..], null));
    }
}
