using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Coordinator.Core;
using Coordinator.Core.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Coordinator.Tests;

/// <summary>A server on a free loopback port that plays the API as a test tells it to.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> routes = new(StringComparer.Ordinal);
    private WebApplication? host;
    private int port;

    public ConcurrentQueue<TestRequest> Requests { get; } = new();

    public Uri Address => new($"http://127.0.0.1:{port}");

    public static async Task<TestApi> CreateAsync()
    {
        var api = new TestApi();
        await api.StartAsync();
        return api;
    }

    /// <summary>Starts it, after a stop on the same port.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        host = builder.Build();
        host.Run(HandleAsync);
        await host.StartAsync();
        port = new Uri(host.Urls.Single()).Port;
    }

    /// <summary>Stops it and cuts every connection.</summary>
    public async Task StopAsync()
    {
        if (host is null)
            return;
        await host.StopAsync(new CancellationToken(true));
        await host.DisposeAsync();
        host = null;
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>What a call gets; the path is behind <c>/api/v1/</c> and without a query.</summary>
    public void On(string method, string path, RequestDelegate answer) => routes[$"{method} /api/v1/{path}"] = answer;

    public void Answers<T>(string method, string path, T value, int status = 200) => On(method, path, context => WriteAsync(context, status, value));

    public void Refuses(string method, string path, int status, string code, params ProblemError[] errors) =>
        On(method, path, context => WriteAsync(context, status, new ProblemView(
            $"https://coordinator.dev/problems/{code}", code, status, code, $"because of {code}", null, null, [.. errors])));

    public static async Task WriteAsync<T>(HttpContext context, int status, T value)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        await context.Response.WriteAsync(CoreJson.Write(value), context.RequestAborted);
    }

    /// <summary>Begins a live stream.</summary>
    public static async Task BeginStreamAsync(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        await SendTextAsync(context, ": hello\n\n");
    }

    public static Task SendAsync(HttpContext context, EventView view) => SendTextAsync(
        context, string.Create(CultureInfo.InvariantCulture, $"id: {view.Position}\nevent: {view.Kind}\ndata: {CoreJson.Write(view)}\n\n"));

    public static Task SendEndAsync(HttpContext context) => SendTextAsync(context, "event: end\ndata: {}\n\n");

    /// <summary>Answers nothing until the caller has gone or the server stops.</summary>
    public static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public static async Task SendTextAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Requests.Enqueue(new(
            context.Request.Method, context.Request.Path + context.Request.QueryString.Value, body,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        try
        {
            if (routes.TryGetValue($"{context.Request.Method} {context.Request.Path}", out var answer))
                await answer(context);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
    }
}
