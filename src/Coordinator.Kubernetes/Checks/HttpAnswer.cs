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
/// <param name="Body">The body, as far as it was read.</param>
/// <param name="Fault">Why there is no answer; null where there is one.</param>
internal sealed record HttpAnswer(int Status, string Body, string? Fault = null)
{
    /// <summary>Bytes of a body that are read.</summary>
    public const long MaximumBytes = 1024 * 1024;

    /// <summary>Reads an answer; a body that is too large is a fault.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(body, Encoding.UTF8);
            return new HttpAnswer((int)status, await reader.ReadToEndAsync(cancellationToken));
        }
        catch (InvalidDataException e)
        {
            return new HttpAnswer((int)status, "", e.Message);
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

        if (expect.Contains is { } text && !Body.Contains(values.Replace(text), StringComparison.Ordinal))
        {
            return $"the body does not contain '{values.Replace(text)}'";
        }

        return expect.Json is { } path ? JudgeJson(new JsonExpectation(path, expect.EqualTo, expect.MinItems)) : null;
    }

    private string? JudgeJson(JsonExpectation expectation)
    {
        try
        {
            return expectation.Judge(StrictJson.Parse(Body));
        }
        catch (JsonException e)
        {
            return $"the body is no JSON: {e.Message}";
        }
    }
}
