using System.Text;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Checks;

/// <summary>HTTP requests, one after the other, and what their answers must be. Redirections are answers, never followed. A request may
/// take what is left of its attempt.</summary>
internal sealed class HttpCheck(OutboundHttp outbound)
{
    /// <summary>One attempt: all samples.</summary>
    public async Task<CheckAnswer> RunAsync(
        HttpTarget target, HttpCheckSpec spec, Placeholders values, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>(spec.Samples);
        var status = 0;
        for (var sample = 0; sample < spec.Samples; sample++)
        {
            var began = TimeProvider.System.GetTimestamp();
            // What the API server has others wait for is no time of the service.
            var answer = await AskAsync(target, spec, values, () => began = TimeProvider.System.GetTimestamp(), cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(began));
            status = answer.Status;
            if (answer.Judge(spec.Expect, values) is { } wrong)
            {
                return new CheckAnswer(false, $"{Place(target, spec)}: {wrong}");
            }
        }

        return JudgeTimes(spec, times, $"{Place(target, spec)}: status {status}");
    }

    private static string Place(HttpTarget target, HttpCheckSpec spec) =>
        $"{spec.Method} {target.Address}{Path(spec)}";

    private static string Path(HttpCheckSpec spec) => spec.Url is not null ? "" : $"/{spec.Path?.TrimStart('/')}";

    /// <summary>The smallest time that the given share of the samples did not exceed.</summary>
    internal static CheckAnswer JudgeTimes(HttpCheckSpec spec, List<TimeSpan> times, string said)
    {
        times.Sort();
        var time = times[Math.Clamp((int)Math.Ceiling(spec.Quantile * times.Count) - 1, 0, times.Count - 1)];
        var what = spec.Samples > 1 ? $"{spec.Samples} samples, quantile {spec.Quantile}" : "time";
        var found = FormattableString.Invariant($"{said}, {what} {time.TotalMilliseconds:0.0} ms");
        return spec.Expect.MaxTime is not { } limit ? new CheckAnswer(true, found)
            : new CheckAnswer(time <= limit, FormattableString.Invariant($"{found}, limit {limit.TotalMilliseconds:0.###} ms"));
    }

    private async Task<HttpAnswer> AskAsync(
        HttpTarget target, HttpCheckSpec spec, Placeholders values, Action sent, CancellationToken cancellationToken)
    {
        try
        {
            return target.Proxy is { } proxy
                ? await ThroughAsync(proxy, target, spec, values, sent, cancellationToken)
                : await UrlAsync(target.Address + Path(spec), target.Host, spec, values, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException
            or InvalidOperationException)
        {
            return new HttpAnswer(0, ReadOnlyMemory<byte>.Empty, $"no answer: {e.Message}");
        }
    }

    private async Task<HttpAnswer> UrlAsync(
        string url, string? host, HttpCheckSpec spec, Placeholders values, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(new HttpMethod(spec.Method), new Uri(url, UriKind.Absolute));
        message.Headers.Host = host;
        if (spec.Body is { } body)
        {
            message.Content = new StringContent(values.Replace(body), Encoding.UTF8);
            message.Content.Headers.ContentType = null;
        }

        foreach (var (name, value) in spec.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.Replace(value)))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.Replace(value));
            }
        }

        message.Headers.TryAddWithoutValidation("Accept", "*/*");
        return await outbound.SendAsync(
            message, HttpAnswer.MaximumBytes, (response, body, token) => HttpAnswer.ReadAsync(response.StatusCode, body, token),
            cancellationToken, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request that breaks off on its way through the API server has no answer where the server itself still gives one; where it
    /// gives none, or has no time, nothing is known of what was asked.</summary>
    private static async Task<HttpAnswer> ThroughAsync(
        ApiConnection proxy, HttpTarget target, HttpCheckSpec spec, Placeholders values, Action sent, CancellationToken cancellationToken)
    {
        try
        {
            return await ProxyAsync(proxy, target, spec, values, sent, cancellationToken);
        }
        catch (ClusterUnreachableException e) when (!e.IsBusy)
        {
            await proxy.ExecuteAsync(ApiRequest.Get("/version"), (_, _, _) => Task.FromResult(true), cancellationToken);
            return new HttpAnswer(0, ReadOnlyMemory<byte>.Empty, $"no answer: {e.Message}");
        }
    }

    private static async Task<HttpAnswer> ProxyAsync(
        ApiConnection proxy, HttpTarget target, HttpCheckSpec spec, Placeholders values, Action sent, CancellationToken cancellationToken)
    {
        var type = spec.Headers.FirstOrDefault(one => one.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        var request = new ApiRequest
        {
            Method = new HttpMethod(spec.Method),
            Path = target.Address + Path(spec),
            Body = spec.Body is { } body ? values.Replace(body) : null,
            ContentType = type ?? "application/octet-stream",
            Accept = "*/*",
            Headers =
            [
                .. spec.Headers.Where(one => !one.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                    .Select(one => (one.Key, values.Replace(one.Value))),
            ],
            Proxied = true,
            Limit = Timeout.InfiniteTimeSpan,
            Sent = sent,
            MaximumBytes = HttpAnswer.MaximumBytes,
        };
        return await proxy.ExecuteAsync(request, HttpAnswer.ReadAsync, cancellationToken);
    }
}
