using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Requests to addresses that a release names. Which may be reached is for <see cref="OutboundPolicy"/> to
/// decide.</summary>
internal sealed class OutboundHttp(KubernetesOptions options) : IDisposable
{
    private readonly HttpClient client = new(options.OutboundHandler?.Invoke() ?? new OutboundPolicy(options.Outbound).CreateHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>One GET within the call limit.</summary>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public async Task<T> GetAsync<T>(
        string url,
        string? host,
        string accept,
        long maximumBytes,
        Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Absolute));
        message.Headers.Host = host;
        message.Headers.TryAddWithoutValidation("Accept", accept);
        return await SendAsync(
            message, maximumBytes, (response, body, token) => read(response.StatusCode, body, token), cancellationToken);
    }

    /// <summary>One request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="maximumBytes">Greatest size of the answer.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="limit">Limit in wall time; null = the call limit, infinite where <paramref name="cancellationToken"/> is one.</param>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage message,
        long maximumBytes,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        var time = limit ?? options.CallTimeout;
        using var timer = new CancellationTokenSource(time, options.Wall);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("coordinator", "0.1"));
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(ending.Token), maximumBytes);
            return await read(response, body, ending.Token);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException doubt)
        {
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, doubt.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {time.TotalSeconds:0.###} s", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();
}
