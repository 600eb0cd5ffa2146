using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Coordinator.Core;

namespace Coordinator.Client;

/// <summary>Single attempts over HTTP: request out, answer or problem in.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly HttpClient http;
    private readonly ClientOptions options;

    public ApiConnection(ClientOptions options)
    {
        this.options = options;
        var handler = new SocketsHttpHandler
        {
            // A token goes to the server that was named and to no other.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Server.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Server.AbsoluteUri.TrimEnd('/') + "/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxAnswerBytes,
        };
        http.DefaultRequestHeaders.Authorization = options.Token is null ? null : new AuthenticationHeaderValue("Bearer", options.Token);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("coordinator-cli");
    }

    /// <summary>One attempt.</summary>
    /// <exception cref="ApiException">Any answer but a success of the expected form.</exception>
    public async Task<(T Value, HttpStatusCode Status)> SendWithStatusAsync<T>(ApiCall call, CancellationToken cancellation)
    {
        using var request = RequestOf(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(call.Timeout ?? options.CallTimeout);
        using var response = await SendAsync(request, limit.Token);
        var text = await response.Content.ReadAsStringAsync(limit.Token);
        if (!response.IsSuccessStatusCode)
            throw Problems.Of(response, text);
        try
        {
            return (CoreJson.Read<T>(text), response.StatusCode);
        }
        catch (JsonException fault)
        {
            throw Problems.Unexpected(response, fault.Message);
        }
    }

    /// <summary>Opens a live stream.</summary>
    public async Task<EventStream> OpenStreamAsync(string path, long after, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after > 0)
            request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.CallTimeout);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                await response.Content.LoadIntoBufferAsync(options.MaxAnswerBytes, limit.Token);
                throw Problems.Of(response, await response.Content.ReadAsStringAsync(limit.Token));
            }
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                throw Problems.Unexpected(response, "no event stream");
            return new EventStream(response, await response.Content.ReadAsStreamAsync(limit.Token), options);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Problems.Unexpected(request.RequestUri, fault.StatusCode ?? HttpStatusCode.OK, $"more than {options.MaxAnswerBytes} bytes");
        }
    }

    private static HttpRequestMessage RequestOf(ApiCall call)
    {
        var request = new HttpRequestMessage(call.Method, call.Path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.Body is not null)
            request.Content = new StringContent(call.Body, Encoding.UTF8, call.BodyType);
        if (call.IdempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", call.IdempotencyKey);
        return request;
    }
}
