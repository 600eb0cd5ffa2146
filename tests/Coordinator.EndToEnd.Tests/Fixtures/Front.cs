using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>TLS before the simulated clusters. Each takes the newest credential and the one before; 25 calls after a new one the next
/// is given out, so that they change all the time.</summary>
internal sealed class Front : IAsyncDisposable
{
    private const int CallsOfACredential = 25;

    private readonly WebApplication app;
    private readonly HttpClient simulator;
    private readonly string clusters;
    private readonly ConcurrentDictionary<string, Guarded> guarded = new(StringComparer.Ordinal);

    private Front(WebApplication app, string clusters, string token)
    {
        (this.app, this.clusters) = (app, clusters);
        simulator = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        simulator.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public string Address => app.Urls.Single();

    /// <summary>Starts one before the clusters of a simulator, whose kubeconfig is read.</summary>
    public static async Task<Front> StartAsync(X509Certificate2 certificate, string kubeconfig)
    {
        Front? front = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            })));
        var app = builder.Build();
        app.Run(context => front!.HandleAsync(context));
        front = new Front(app, Value(kubeconfig, "server: ").Split("/clusters/")[0], Value(kubeconfig, "token: "));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return front;
    }

    /// <summary>Guards a cluster.</summary>
    /// <param name="cluster">Its name in the simulator.</param>
    /// <param name="give">Gives a credential out: puts it where the coordinator reads it.</param>
    public void Guard(string cluster, Action<string> give) => guarded[cluster] = new Guarded(give);

    /// <summary>How many credentials were given out for a cluster, and how many calls came with one that had ended.</summary>
    public (int Given, int Refused) Count(string cluster) => (guarded[cluster].Given, guarded[cluster].Refused);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        simulator.Dispose();
    }

    private static string Value(string kubeconfig, string field)
    {
        var line = kubeconfig.Split('\n').First(line => line.Contains(field, StringComparison.Ordinal));
        return line[(line.IndexOf(field, StringComparison.Ordinal) + field.Length)..].Trim().Trim('"');
    }

    private async Task HandleAsync(HttpContext context)
    {
        var cluster = context.Request.Path.Value!.Split('/')[2];
        var bearer = context.Request.Headers.Authorization.ToString();
        var credential = bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer["Bearer ".Length..]
            : (await context.Connection.GetClientCertificateAsync())?.GetNameInfo(X509NameType.SimpleName, false);
        if (!guarded[cluster].Takes(credential))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync("""{"kind":"Status","status":"Failure","reason":"Unauthorized","code":401}""");
            return;
        }

        await ForwardAsync(context);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), clusters + context.Request.Path + context.Request.QueryString);
        if (context.Request.Headers.ContentType.Count > 0)
        {
            message.Content = new StreamContent(context.Request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.Headers.ContentType.ToString());
        }

        message.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        message.Headers.TryAddWithoutValidation("User-Agent", context.Request.Headers.UserAgent.ToString());
        using var response = await simulator.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.StartAsync(context.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private sealed class Guarded
    {
        private readonly Lock gate = new();
        private readonly Action<string> give;
        private int left;

        public Guarded(Action<string> give)
        {
            this.give = give;
            Next();
        }

        public int Given { get; private set; }

        public int Refused { get; private set; }

        public bool Takes(string? credential)
        {
            lock (gate)
            {
                if (credential != $"credential-{Given}" && credential != $"credential-{Given - 1}")
                {
                    Refused++;
                    return false;
                }

                if (--left is 0)
                {
                    Next();
                }

                return true;
            }
        }

        private void Next()
        {
            left = CallsOfACredential;
            give($"credential-{++Given}");
        }
    }
}
