using System.Net;
using System.Net.Http.Headers;
using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Checks.Loads;

/// <summary>A load that must meet targets.</summary>
internal sealed class LoadCheck(OutboundHttp outbound, LoadBudget budget, KubernetesOptions options)
{
    /// <summary>Part of the User-Agent of a load's requests: metrics with a label that shows it are read without them.</summary>
    public const string Agent = "coordinator-load";

    private const int FewestConnections = 8;
    private const int MostConnections = 512;
    private const long MaximumBytes = 1024 * 1024;

    /// <summary>Waits for the load's turn.</summary>
    /// <returns>The turn; null where the rate is above what the process may send at all.</returns>
    public async Task<IDisposable?> EnterAsync(LoadCheckSpec spec, CancellationToken cancellationToken) =>
        budget.Fits(RateOf(spec)) ? await budget.EnterAsync(RateOf(spec), ConnectionsOf(spec), cancellationToken) : null;

    /// <summary>Why there is no turn for a load.</summary>
    public string TooMuch(LoadCheckSpec spec) => FormattableString.Invariant(
        $"{RateOf(spec):0.#} requests per second are more than the {budget.PerSecond:0.#} of all loads together (setting Http:LoadPerSecond)");

    /// <summary>One whole load, from the start.</summary>
    public async Task<CheckAnswer> RunAsync(HttpTarget target, LoadCheckSpec spec, CancellationToken cancellationToken)
    {
        var schedule = LoadSchedule.Of(spec, options.ClockFactor);
        var run = new LoadRun(schedule, ConnectionsOf(spec), options.CallTimeout, options.Wall);
        var refused = 0;
        var found = await run.RunAsync(token => SendAsync(target, spec, () => Interlocked.Increment(ref refused), token), cancellationToken);
        var missed = LoadJudge.Missed(spec.Targets, found);
        return new CheckAnswer(
            missed is null, $"GET {target.Address}/{spec.Path.TrimStart('/')}: {(missed is null ? "" : $"{missed}; ")}{LoadJudge.Describe(found)}",
            Load: found, IsOwnFault: LoadJudge.IsOwnFault(spec.Targets, found) || (missed is not null && refused > 0));
    }

    /// <summary>Requests per second at the full rate.</summary>
    public static double RateOf(LoadCheckSpec spec) => spec.Users * spec.RatePerUser;

    private static int ConnectionsOf(LoadCheckSpec spec) => Math.Clamp(spec.Users, FewestConnections, MostConnections);

    /// <param name="target">Where.</param>
    /// <param name="spec">The check.</param>
    /// <param name="refused">Called where the API server had no time for a request, which then did not reach the service.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<LoadAnswer> SendAsync(HttpTarget target, LoadCheckSpec spec, Action refused, CancellationToken cancellationToken)
    {
        var path = $"/{spec.Path.TrimStart('/')}";
        try
        {
            return target.Proxy is { } proxy
                ? await ProxyAsync(proxy, target.Address + path, cancellationToken)
                : await UrlAsync(target.Address + path, target.Host, cancellationToken);
        }
        catch (ClusterUnreachableException e) when (e.IsBusy)
        {
            refused();
            return new LoadAnswer(0, "the API server had no time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UriFormatException
            or InvalidOperationException or ClusterUnreachableException)
        {
            return new LoadAnswer(0, e.InnerException is OperationCanceledException ? "no answer in time" : $"no answer: {e.Message}");
        }
    }

    private async Task<LoadAnswer> UrlAsync(string url, string? host, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Absolute));
        message.Headers.Host = host;
        message.Headers.TryAddWithoutValidation("Accept", "*/*");
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Agent, "0.1"));
        return await outbound.SendAsync(
            message, MaximumBytes, (response, body, token) => ReadAsync(response.StatusCode, body, token), cancellationToken);
    }

    private static async Task<LoadAnswer> ProxyAsync(ApiConnection proxy, string path, CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get(path) with
        {
            Accept = "*/*",
            Headers = [("User-Agent", $"{Agent}/0.1")],
            Attempts = 1,
            Proxied = true,
            IsLoad = true,
            MaximumBytes = MaximumBytes,
        };
        return await proxy.ExecuteAsync(request, ReadAsync, cancellationToken);
    }

    private static async Task<LoadAnswer> ReadAsync(HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken);
        return new LoadAnswer((int)status);
    }
}
