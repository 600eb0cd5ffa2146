using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A web site outside of the cluster, on loopback.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly HttpListener listener;
    private readonly Task serving;
    private readonly ConcurrentQueue<string> asked = new();

    private readonly int together;

    private Site(HttpListener listener, string address, int together)
    {
        (this.listener, Address, this.together) = (listener, address, together);
        serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Paths with their queries, in order.</summary>
    public string[] Asked => [.. asked];

    /// <param name="together">It answers nobody before so many have asked.</param>
    public static Task<Site> StartAsync(int together = 1)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return Task.FromResult(new Site(listener, address, together));
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        List<HttpListenerContext> waiting = [];
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            asked.Enqueue(context.Request.Url!.PathAndQuery);
            waiting.Add(context);
            if (asked.Count < together)
            {
                continue;
            }

            foreach (var one in waiting)
            {
                await TryAnswerAsync(one);
            }

            waiting.Clear();
        }
    }

    private static async Task TryAnswerAsync(HttpListenerContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception e) when (e is HttpListenerException or IOException)
        {
            // The client went away, as one does that was sent too much.
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context)
    {
        var answer = context.Response;
        var body = "";
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/moved":
                answer.StatusCode = 302;
                answer.RedirectLocation = "/elsewhere";
                break;
            case "/health":
                break;
            case "/large":
                body = new string('x', 2 * 1024 * 1024);
                break;
            case "/old":
                answer.Headers["Last-Modified"] = "Mon, 01 Jan 2024 00:00:00 GMT";
                body = """{"failed":0}""";
                break;
            case "/ahead":
                answer.Headers["Last-Modified"] = "Sat, 01 Jan 2124 00:00:00 GMT";
                body = """{"failed":0}""";
                break;
            case "/report":
                body = """{"failed":0,"percent":81.5}""";
                break;
            default:
                answer.StatusCode = 404;
                break;
        }

        await answer.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        answer.Close();
    }
}
