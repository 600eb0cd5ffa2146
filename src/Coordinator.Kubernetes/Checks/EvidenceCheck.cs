using System.Collections.Immutable;
using System.Text.Json;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>Reads the reports of the build that a release wants to see, and judges what they say.</summary>
internal sealed class EvidenceCheck(OutboundHttp outbound, Pacer pacer)
{
    private const long MaximumBytes = 8 * 1024 * 1024;
    private const int ReportsAtOnce = 8;

    /// <summary>How far clocks may differ.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <summary>One finding a report, in the plan's order.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        var findings = new PreflightFinding[plan.Preflight.Evidence.Length];
        await Parallel.ForAsync(
            0,
            findings.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ReportsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => findings[i] = await FindAsync(plan, plan.Preflight.Evidence[i], token));
        return [.. findings];
    }

    private async Task<PreflightFinding> FindAsync(EnvironmentPlan plan, EvidenceSpec evidence, CancellationToken cancellationToken)
    {
        string? wrong;
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, Placeholders.Of(plan).Replace(evidence.Url));
            message.Headers.TryAddWithoutValidation("Accept", "application/json");
            wrong = await outbound.SendAsync(
                message, MaximumBytes, (response, body, token) => JudgeAsync(evidence.Expect, response, body, token), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UriFormatException
            or InvalidOperationException)
        {
            wrong = $"no answer: {e.Message}";
        }

        return wrong is null
            ? new PreflightFinding("evidence", true, $"evidence {evidence.Name}: {evidence.Expect.Json} is as expected")
            : new PreflightFinding("evidence", false, $"evidence {evidence.Name}: {wrong}");
    }

    private async Task<string?> JudgeAsync(
        EvidenceExpectation expect, HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            return $"status {(int)response.StatusCode}, expected 2xx";
        }

        if (expect.MaxAge is { } limit && JudgeAge(response.Content.Headers.LastModified, limit) is { } old)
        {
            return old;
        }

        try
        {
            var report = await StrictJson.ReadAsync(body, cancellationToken);
            return new JsonExpectation(expect.Json, EqualTo: expect.EqualTo, Min: expect.Min, Max: expect.Max).Judge(report);
        }
        catch (JsonException e)
        {
            return $"the report is no JSON: {e.Message}";
        }
    }

    private string? JudgeAge(DateTimeOffset? modified, TimeSpan limit) => modified is not { } at
        ? "the report tells no Last-Modified, so that its age is unknown"
        : at - pacer.Now > MostAhead ? $"the report is of {at:u}, which is still to come: a clock is wrong, so that its age is unknown"
        : pacer.Now - at <= limit ? null
        : FormattableString.Invariant($"the report is of {at:u}, older than {limit.TotalHours:0.##} h");
}
