using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Core;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Requests;

/// <summary>Reads the body and the idempotency key of an action.</summary>
internal static class ActionReader
{
    private const int LongestKey = 200;
    private const int LongestReason = 1000;
    private const int LongestName = 253;

    // An unknown member is an error: a misspelt `environment` would act on all of them.
    private static readonly JsonSerializerOptions Strict = new(CoreJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The body; where there is none, all waves and environments without a reason.</summary>
    public static Task<Input<ActionBody>> BodyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync<ActionBody>(request, Check, cancellationToken);

    /// <summary>The body of an action that knows no parts: its reason alone.</summary>
    public static Task<Input<ReasonBody>> ReasonAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync<ReasonBody>(request, Check, cancellationToken);

    private static async Task<Input<T>> ReadAsync<T>(HttpRequest request, Func<T, Input<T>> check, CancellationToken cancellationToken)
        where T : class, new()
    {
        var text = await RequestText.ReadAsync(request, cancellationToken);
        if (text.Refusal is { } refusal)
        {
            return refusal.Problem;
        }

        if (string.IsNullOrWhiteSpace(text.Value))
        {
            return new T();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text.Value, Strict) is { } body ? check(body) : new T();
        }
        catch (JsonException fault)
        {
            return Problem.Of(ProblemKind.BadJson, Describe(fault, [.. Strict.GetTypeInfo(typeof(T)).Properties.Select(member => member.Name)]));
        }
    }

    /// <summary>What is wrong, in words of the format: all members of an action are texts.</summary>
    private static string Describe(JsonException fault, string[] members) => fault switch
    {
        { InnerException: JsonException } or { Path: null } =>
            string.Create(CultureInfo.InvariantCulture, $"not JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}"),
        { Path.Length: <= 2 } => $"an object is expected, with no other members than {string.Join(", ", members)}",
        { Path: { } path } when members.Contains(path[2..], StringComparer.OrdinalIgnoreCase) => $"{path[2..]} is not a text that can be read",
        { Path: { } path } => $"{path[2..]} is not known here; known are {string.Join(", ", members)}",
    };

    /// <summary>The key of <c>Idempotency-Key</c>; null where there is none.</summary>
    public static Input<string?> Key(HttpRequest request) => request.Headers["Idempotency-Key"] switch
    {
        [] => (Input<string?>)(string?)null,
        [{ Length: > 0 and <= LongestKey } key] when Names.IsPlain(key) => key,
        _ => Problem.Of(ProblemKind.BadRequest, $"Idempotency-Key is given once, with 1 to {LongestKey} characters"),
    };

    private static Input<ActionBody> Check(ActionBody body)
    {
        var errors = new List<ProblemError>();
        Check(errors, "wave", body.Wave, LongestName);
        Check(errors, "environment", body.Environment, LongestName);
        Check(errors, "reason", body.Reason, LongestReason);
        return errors.Count == 0 ? body : Problem.Invalid([.. errors]);
    }

    private static Input<ReasonBody> Check(ReasonBody body)
    {
        var errors = new List<ProblemError>();
        Check(errors, "reason", body.Reason, LongestReason);
        return errors.Count == 0 ? body : Problem.Invalid([.. errors]);
    }

    private static void Check(List<ProblemError> errors, string path, string? value, int longest)
    {
        if (value?.Length > longest)
        {
            errors.Add(new("out-of-range", path, null, 0, $"at most {longest} characters, not {value.Length}"));
        }
        else if (value is not null && !Names.IsPlain(value))
        {
            errors.Add(new("bad-value", path, null, 0, "control characters and halves of characters are not taken"));
        }
    }
}
