using System.Net;
using System.Text;
using System.Text.Json;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>What a request of a check was answered.</summary>
/// <param name="Status">Status; 0 where there was no answer.</param>
/// <param name="Body">The body.</param>
/// <param name="Fault">Why there is no answer; null where there is one.</param>
internal sealed record HttpAnswer(int Status, ReadOnlyMemory<byte> Body, string? Fault = null)
{
    /// <summary>Bytes of a body that are read.</summary>
    public const long MaximumBytes = 1024 * 1024;

    /// <summary>Reads an answer; a body that is too large is a fault.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var bytes = new MemoryStream();
            await body.CopyToAsync(bytes, cancellationToken);
            return new HttpAnswer((int)status, bytes.ToArray());
        }
        catch (InvalidDataException e)
        {
            return new HttpAnswer((int)status, ReadOnlyMemory<byte>.Empty, e.Message);
        }
    }

    /// <summary>What does not hold, the time apart; null where all does.</summary>
    public string? Judge(HttpExpectation expect, Placeholders values)
    {
        if (Fault is not null)
        {
            return Fault;
        }

        if (expect.Status is { } wanted ? Status != wanted : Status is < 200 or > 299)
        {
            return $"status {Status}, expected {(expect.Status is { } one ? one : "2xx")}";
        }

        if (expect.Contains is { } text && !Encoding.UTF8.GetString(Body.Span).Contains(values.Replace(text), StringComparison.Ordinal))
        {
            return $"the body does not contain '{values.Replace(text)}'";
        }

        return expect.Json is { } path ? JudgeJson(new JsonExpectation(path, expect.EqualTo, expect.MinItems)) : null;
    }

    private string? JudgeJson(JsonExpectation expectation)
    {
        try
        {
            return expectation.Judge(StrictJson.Parse(Body.Span));
        }
        catch (JsonException e)
        {
            return $"the body is no JSON: {e.Message}";
        }
    }
}
