using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Calls of one cluster's API: within its budget, each limited in wall time, repeated where that is safe. Credentials, TLS and
/// addresses are KubernetesClient's; bodies are JSON as it came, since manifests hold kinds that no client knows.
/// </summary>
internal sealed partial class ApiConnection : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(5);

    private readonly k8s.Kubernetes client;
    private readonly KubernetesOptions options;
    private readonly CallBudget budget;
    private readonly ILogger logger;
    private readonly string root;

    public ApiConnection(ClusterSpec cluster, k8s.KubernetesClientConfiguration access, KubernetesOptions options, ILogger logger)
    {
        Cluster = cluster.Name;
        this.options = options;
        this.logger = logger;
        access.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        client = new k8s.Kubernetes(access);
        root = client.BaseUri.ToString().TrimEnd('/');
        budget = new CallBudget(cluster.Name, cluster.Api, TimeProvider.System);
        Kinds = new ResourceKinds(this);
    }

    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; }

    /// <summary>What the cluster calls the kinds of objects.</summary>
    public ResourceKinds Kinds { get; }

    /// <summary>Sends a call and reads its JSON answer, whatever its status.</summary>
    /// <exception cref="ClusterUnreachableException">No answer that says what became of it.</exception>
    /// <exception cref="ClusterAccessException">The credentials are refused.</exception>
    public async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await ExecuteAsync(request, ReadJsonAsync, cancellationToken);

    /// <summary>Sends a call and reads its answer with a function of the caller's, which sees every status but 401 and, unless
    /// it was proxied, 429 and 5xx.</summary>
    public async Task<T> ExecuteAsync<T>(
        ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var attempts = request.Attempts ?? options.Attempts;
        for (var attempt = 1; ; attempt++)
        {
            await budget.EnterAsync(request.Priority, cancellationToken);
            var (outcome, answer) = await TryAsync(request, read, cancellationToken);
            if (outcome is null)
            {
                return answer!;
            }

            if (attempt >= attempts || !(outcome.NothingHappened || request.Repeatable))
            {
                throw new ClusterUnreachableException(Cluster, $"{request.Method} {request.Path}: {outcome.Message}",
                    outcome.Cause);
            }

            LogRepeated(logger, Cluster, request.Method.Method, request.Path, attempt + 1, outcome.Message);
            await Task.Delay(outcome.RetryAfter ?? Backoff(attempt), TimeProvider.System, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<(Fault? Fault, T? Answer)> TryAsync<T>(
        ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.CallTimeout, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await CallAsync(request, read, timer, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new Fault($"no answer within {options.CallTimeout.TotalSeconds:0.###} s"), default);
        }
        catch (HttpRequestException e)
        {
            return (new Fault(e.InnerException?.Message ?? e.Message, NothingHappened: IsUnsent(e), Cause: e), default);
        }
        catch (Exception e) when (e is IOException or JsonException || (e is InvalidDataException && !request.Proxied))
        {
            return (new Fault(e.Message, Cause: e), default);
        }
    }

    private async Task<(Fault? Fault, T? Answer)> CallAsync<T>(
        ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read, CancellationTokenSource timer,
        CancellationToken cancellationToken)
    {
        using var message = Message(request);
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        }

        using var response = await client.HttpClient.SendAsync(
            message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            throw new ClusterAccessException(Cluster, "the API server does not accept the credentials (401)");
        }

        if (!request.Proxied && Refused(response) is { } fault)
        {
            return (fault, default);
        }

        if (request.StreamLimit is { } longer)
        {
            timer.CancelAfter(longer);
        }

        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), request.MaximumBytes);
        return (null, await read(response.StatusCode, body, cancellationToken));
    }

    private static bool IsUnsent(HttpRequestException fault) => fault.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    /// <summary>429 says that nothing was done; of a 5xx nobody knows.</summary>
    private static Fault? Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is not 429 and < 500)
        {
            return null;
        }

        var after = response.Headers.RetryAfter?.Delta;
        return new Fault($"HTTP {status}", NothingHappened: status is 429, RetryAfter: after > LongestRetryAfter
            ? LongestRetryAfter : after);
    }

    private HttpRequestMessage Message(ApiRequest request)
    {
        var message = new HttpRequestMessage(request.Method, root + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("coordinator", "0.1"));
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.Host = request.Host;
        if (request.Body is { } body)
        {
            message.Content = new StringContent(body, Encoding.UTF8);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    private static async Task<ApiAnswer> ReadJsonAsync(HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return new ApiAnswer(status, await JsonNode.ParseAsync(body, cancellationToken: cancellationToken) as JsonObject);
        }
        catch (JsonException) when ((int)status >= 400)
        {
            // An unknown API group is answered in plain text: the status says enough.
            return new ApiAnswer(status, null);
        }
    }

    private TimeSpan Backoff(int attempt) =>
        options.RetryDelay * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());

    private sealed record Fault(string Message, bool NothingHappened = false, TimeSpan? RetryAfter = null,
        Exception? Cause = null);
}
