using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A server on loopback with TLS as an API server has it: it sees who calls, and answers what a test says.</summary>
internal sealed class TlsApiServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TlsApiServer(WebApplication app) => this.app = app;

    /// <summary>Its certificate, for connections from now on.</summary>
    public required X509Certificate2 Certificate { get; set; }

    /// <summary>What it answers; an empty object by default.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The calls so far.</summary>
    public ConcurrentQueue<SeenCall> Calls { get; } = [];

    /// <summary>Names that clients asked for in their TLS greeting.</summary>
    public ConcurrentQueue<string?> Greeted { get; } = [];

    public string Address => app.Urls.Single();

    public static async Task<TlsApiServer> StartAsync(X509Certificate2 certificate)
    {
        TlsApiServer? server = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
                https.ServerCertificateSelector = (_, name) =>
                {
                    server!.Greeted.Enqueue(name);
                    return server.Certificate;
                };
            })));
        var app = builder.Build();
        app.Run(context => server!.HandleAsync(context));
        server = new TlsApiServer(app) { Certificate = certificate };
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        Calls.Enqueue(new SeenCall(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null,
            (await context.Connection.GetClientCertificateAsync())?.GetNameInfo(X509NameType.SimpleName, false),
            context.Connection.Id,
            context.Request.Host.Value ?? ""));
        context.Response.ContentType = "application/json";
        await Answer(context);
        if (!context.Response.HasStarted && context.Response.StatusCode is 200)
        {
            await context.Response.WriteAsync("{}", context.RequestAborted);
        }
    }
}
