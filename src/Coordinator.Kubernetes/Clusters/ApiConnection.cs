using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters.Access;
using Coordinator.Kubernetes.Objects;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Calls of one cluster's API: within its budget, each limited in wall time, repeated where that is safe. Bodies are JSON as it
/// came, since manifests hold kinds that no client knows.
/// </summary>
internal sealed partial class ApiConnection : IDisposable
{
    private readonly ClusterAccess access;
    private readonly KubernetesOptions options;
    private readonly ILogger logger;
    private readonly CallBudget budget;
    private readonly RetryRule retry;

    public ApiConnection(string cluster, ClusterAccess access, KubernetesOptions options, ILogger logger)
    {
        Cluster = cluster;
        (this.access, this.options, this.logger) = (access, options, logger);
        budget = new CallBudget(cluster, new(), options.Wall);
        retry = new RetryRule(options);
        Kinds = new ResourceKinds(this);
    }

    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; }

    /// <summary>How many calls it may get, as far as it is known.</summary>
    public ApiBudgetSpec Budget => access.Spec?.Api ?? new();

    /// <summary>What the cluster calls the kinds of objects.</summary>
    public ResourceKinds Kinds { get; }

    /// <summary>Makes sure that there was a way to the cluster at least once; sends nothing to it.</summary>
    /// <exception cref="ClusterAccessException">There is none.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (access.Spec is null)
        {
            (await access.EnterAsync(ApiPriority.Normal, cancellationToken)).Dispose();
        }
    }

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
            var (fault, answer) = await WithinBudgetAsync(request, read, cancellationToken);
            if (fault is null)
            {
                return answer!;
            }

            var wait = retry.Wait(request.Priority, fault, attempt);
            if (attempt >= attempts || wait is null || !(fault.NothingHappened || request.Repeatable))
            {
                throw new ClusterUnreachableException(Cluster, $"{request.Method} {request.Path}: {fault.Message}", fault.Cause)
                {
                    IsBusy = fault.Status is HttpStatusCode.TooManyRequests,
                };
            }

            LogRepeated(logger, Cluster, request.Method.Method, request.Path, attempt + 1, fault.Message);
            await Task.Delay(wait.Value, options.Wall, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => access.Dispose();

    /// <summary>One attempt; another, at once, where the server refused credentials or certificate and others are found.</summary>
    private async Task<(ApiFault? Fault, T? Answer)> WithinBudgetAsync<T>(
        ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var session = await access.EnterAsync(request.Priority, cancellationToken);
        budget.Limit(access.Spec!.Api);
        if (!request.IsLoad)
        {
            await budget.EnterAsync(request.Priority, cancellationToken);
        }

        var (fault, answer) = await TryAsync(session, request, read, cancellationToken);
        if (fault is { Refused: true }
            && await access.ReplaceAsync(session, request.Priority, cancellationToken) is { } replaced)
        {
            using (replaced)
            {
                (fault, answer) = await TryAsync(replaced, request, read, cancellationToken);
            }
        }

        if (fault is { Status: HttpStatusCode.Unauthorized })
        {
            throw new ClusterAccessException(Cluster, fault.Message);
        }

        // What came from behind the proxy may be a pod's own, however much it looks like the API server's: it closes nothing to others.
        if (fault?.RetryAfter is { } pause && !request.Proxied)
        {
            budget.Pause(RetryRule.Limited(pause));
        }

        return (fault, answer);
    }

    private async Task<(ApiFault? Fault, T? Answer)> TryAsync<T>(
        ApiSession session, ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var time = request.Limit ?? options.CallTimeout;
        using var timer = new CancellationTokenSource(time, options.Wall);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await CallAsync(session, request, read, timer, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new ApiFault($"no answer within {time.TotalSeconds:0.###} s"), default);
        }
        catch (HttpRequestException e)
        {
            return (ApiFault.Of(e), default);
        }
        catch (Exception e) when (e is IOException or JsonException || (e is InvalidDataException && !request.Proxied))
        {
            return (new ApiFault(e.Message, Cause: e), default);
        }
    }

    private async Task<(ApiFault? Fault, T? Answer)> CallAsync<T>(
        ApiSession session, ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read,
        CancellationTokenSource timer, CancellationToken cancellationToken)
    {
        using var message = Message(session, request);
        request.Sent?.Invoke();
        using var response = await session.Client.SendAsync(
            message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (AmbiguousAnswers.JudgeOf(request, response) is { } isAnswer)
        {
            return await JudgeByBodyAsync(response, request, read, isAnswer, cancellationToken);
        }

        if (ApiFault.Of(response, request.Proxied, options.Wall.GetUtcNow()) is { } fault)
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

    /// <summary>See <see cref="AmbiguousAnswers"/>.</summary>
    private async Task<(ApiFault? Fault, T? Answer)> JudgeByBodyAsync<T>(
        HttpResponseMessage response, ApiRequest request, Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read,
        Func<ApiAnswer, ReadOnlyMemory<byte>, bool> isAnswer, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), request.MaximumBytes);
        try
        {
            await body.CopyToAsync(content, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // The API server's own is never that large; of a pod's answer the beginning will do.
        }

        content.Position = 0;
        if (!isAnswer(await ReadJsonAsync(response.StatusCode, content, cancellationToken), content.GetBuffer().AsMemory(0, (int)content.Length)))
        {
            return (ApiFault.Of(response, proxied: false, options.Wall.GetUtcNow()), default);
        }

        content.Position = 0;
        return (null, await read(response.StatusCode, content, cancellationToken));
    }

    private static HttpRequestMessage Message(ApiSession session, ApiRequest request)
    {
        var message = new HttpRequestMessage(request.Method, session.Root + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        session.Sign(message);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("coordinator", "0.1"));
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

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
            return new ApiAnswer(status, await StrictJson.ReadAsync(body, cancellationToken) as JsonObject);
        }
        catch (JsonException) when ((int)status >= 300)
        {
            // An unknown API group is answered in plain text, a redirection with nothing: the status says enough.
            return new ApiAnswer(status, null);
        }
    }
}
