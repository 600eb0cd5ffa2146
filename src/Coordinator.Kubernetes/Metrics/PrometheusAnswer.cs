using System.Globalization;
using System.Net;
using System.Text.Json;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Reads the answer of Prometheus' instant query (<c>/api/v1/query</c>).</summary>
internal static class PrometheusAnswer
{
    private const int LongestMessage = 300;

    /// <summary>The one number of an answer, or what is wrong with it.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">Body, limited by whoever opened it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The body is larger than its limit.</exception>
    public static async Task<MetricReading> ReadAsync(string metric, HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        if ((int)status is >= 300 and < 400)
        {
            return Fault(metric, NoDataCause.SourceDead, $"HTTP {(int)status}: redirections are not followed");
        }

        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return Fault(metric, NoDataCause.SourceDead, $"HTTP {(int)status}: the server does not accept the credentials");
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(body, new JsonDocumentOptions { MaxDepth = 16 }, cancellationToken);
            return Read(metric, status, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that is no UTF-8 shows only when it is taken out.
            return status is HttpStatusCode.OK
                ? Fault(metric, NoDataCause.Malformed, "the answer is no JSON: this is not the API of a Prometheus server")
                : Fault(metric, NoDataCause.SourceDead, $"HTTP {(int)status}");
        }
    }

    private static MetricReading Read(string metric, HttpStatusCode status, JsonElement root)
    {
        if (Text(root, "status") is not "success" || status is not HttpStatusCode.OK)
        {
            // A query that can't be understood stays wrong; a server that is away or overloaded may come back.
            var isQuery = status is HttpStatusCode.OK || Text(root, "errorType") is "bad_data" or "execution";
            var why = Text(root, "error") is { } error ? $": {Text(root, "errorType")}: {Shortened(error)}" : "";
            return Fault(metric, isQuery ? NoDataCause.Malformed : NoDataCause.SourceDead, $"HTTP {(int)status}{why}");
        }

        if (!root.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.Object || !data.TryGetProperty("result", out var result)
            || result.ValueKind is not JsonValueKind.Array)
        {
            return Fault(metric, NoDataCause.Malformed, "the answer has no result");
        }

        return Text(data, "resultType") switch
        {
            "scalar" => Value(metric, result),
            "vector" => Vector(metric, result),
            "matrix" => Fault(metric, NoDataCause.Malformed, "the query gives a range of values; take one, for example by rate() or avg_over_time()"),
            var other => Fault(metric, NoDataCause.Malformed, $"the query gives a {Shortened(other ?? "result without a type")}, not a number"),
        };
    }

    private static MetricReading Vector(string metric, JsonElement result) => result.GetArrayLength() switch
    {
        0 => Fault(metric, NoDataCause.AbsentSeries, "the query finds no series"),
        1 when result[0].ValueKind is JsonValueKind.Object && result[0].TryGetProperty("value", out var value) => Value(metric, value),
        1 => Fault(metric, NoDataCause.Malformed, "the series has no number; for a native histogram take histogram_quantile() or histogram_avg()"),
        var count => Fault(metric, NoDataCause.Malformed, $"the query finds {count} series; aggregate them, for example by sum() or max()"),
    };

    /// <summary>A pair of a time and a number in quotes.</summary>
    private static MetricReading Value(string metric, JsonElement pair)
    {
        if (pair.ValueKind is not JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[1].ValueKind is not JsonValueKind.String
            || Parse(pair[1].GetString()!) is not { } value)
        {
            return Fault(metric, NoDataCause.Malformed, "the value is no number");
        }

        return double.IsFinite(value)
            ? new ScalarReading(metric, value)
            : Fault(metric, NoDataCause.NotANumber, $"the value is {pair[1].GetString()}");
    }

    private static double? Parse(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Shortened(string text) => text.Length > LongestMessage ? text[..LongestMessage] + "…" : text;

    private static FaultReading Fault(string metric, NoDataCause cause, string detail) => new(metric, cause, detail);
}
