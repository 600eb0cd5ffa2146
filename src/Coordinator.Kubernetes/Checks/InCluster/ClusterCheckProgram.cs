using System.Collections.Immutable;
using System.Text.Json;
using Coordinator.Core.Checks;
using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Checks.InCluster;

/// <summary>What the Job of a check <c>from: cluster</c> runs: the same check with the same verdicts as from the coordinator.</summary>
public static class ClusterCheckProgram
{
    /// <summary>Exit code where the check holds.</summary>
    public const int Holds = 0;

    /// <summary>Exit code where it does not.</summary>
    public const int DoesNotHold = 1;

    /// <summary>Exit code where the order is none that this version understands.</summary>
    public const int NotUnderstood = 3;

    /// <summary>Runs it with all its attempts.</summary>
    /// <param name="order">The order as text; null = none was given.</param>
    /// <param name="options">What is around it.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    /// <returns>The result, which is to be printed as the last line, and the exit code.</returns>
    public static async Task<(ClusterCheckResult Result, int ExitCode)> RunAsync(
        string? order, ClusterCheckOptions options, CancellationToken cancellationToken)
    {
        ClusterCheckOrder told;
        try
        {
            told = ClusterCheckOrder.Read(order is { Length: > 0 } ? order : throw new JsonException($"the variable {CheckJob.OrderVariable} is not set"));
        }
        catch (JsonException e)
        {
            return (new(ClusterCheckResult.CurrentVersion, "", false, CheckResult.Bounded(
                $"the order is not understood: {e.Message} (setting Checks:Image must name the image of the server's own version)"), 0), NotUnderstood);
        }

        var (answer, attempts) = await RunAsync(told, options, cancellationToken);
        var result = new ClusterCheckResult(
            ClusterCheckResult.CurrentVersion, told.Check.Name, answer.Passed, CheckResult.Bounded(answer.Details), attempts, answer.Load);
        return (result, answer.Passed ? Holds : DoesNotHold);
    }

    private static async Task<(CheckAnswer Answer, int Attempts)> RunAsync(
        ClusterCheckOrder order, ClusterCheckOptions options, CancellationToken cancellationToken)
    {
        var settings = Settings(order, options);
        var pacer = new Pacer(options.Clock, options.Wall);
        using var outbound = new OutboundHttp(settings);
        var http = new HttpCheck(outbound);
        var loads = new LoadCheck(outbound, new LoadBudget(order.LoadPerSecond, LoadBudget.DefaultConnections), settings);
        return await new CheckAttempts(loads, pacer).RunAsync(
            order.Check,
            order.Timeout,
            pacer.Now + CheckLimits.Attempts(order.Timeout, order.Check),
            token => order.Check switch
            {
                { Http: { } spec } => http.RunAsync(HttpTarget.At(spec.Url is { } url ? order.Values.Replace(url) : order.Target!), spec, order.Values, token),
                { Load: { } spec } => loads.RunAsync(HttpTarget.At(order.Target!), spec, token),
                _ => throw new InvalidOperationException("an order has one of them"),
            },
            cancellationToken);
    }

    /// <summary>A Service that the coordinator itself chose needs no permission; a URL of the release does.</summary>
    private static KubernetesOptions Settings(ClusterCheckOrder order, ClusterCheckOptions options)
    {
        ImmutableArray<string> own = order.Target is { } target ? [new Uri(target).Host] : [];
        var outbound = new OutboundOptions
        {
            AllowedHosts = order.Check.Http?.Url is null ? own : order.AllowedHosts,
            ConnectTo = order.ConnectTo.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            LoadPerSecond = order.LoadPerSecond,
        };
        return new KubernetesOptions
        {
            KubeconfigFolder = "",
            Outbound = outbound,
            OutboundHandler = options.Network is { } network ? () => new NamedHosts(outbound, network) : null,
            CallTimeout = order.CallTimeout,
            Clock = options.Clock,
            ClockFactor = options.ClockFactor,
            Wall = options.Wall,
        };
    }
}
