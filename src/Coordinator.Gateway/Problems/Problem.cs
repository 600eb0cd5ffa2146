using System.Collections.Immutable;
using Coordinator.Core.Views;

namespace Coordinator.Gateway.Problems;

/// <summary>Makes problem details.</summary>
internal static class Problem
{
    private const string TypePrefix = "https://coordinator.dev/problems/";

    /// <summary>An occurrence of a kind.</summary>
    public static ProblemView Of(ProblemKind kind, string detail, string? release = null, string? environment = null) =>
        new(TypePrefix + kind.Code, kind.Title, kind.Status, kind.Code, detail, release, environment, []);

    /// <summary>Input with all that is wrong with it.</summary>
    public static ProblemView Invalid(ImmutableArray<ProblemError> errors, string? release = null) =>
        Of(ProblemKind.InvalidInput, errors is [var only] ? Describe(only) : $"{errors.Length} errors, the first: {Describe(errors[0])}", release)
            with
        { Errors = errors };

    /// <summary>Input with one bad field.</summary>
    public static ProblemView Invalid(string code, string path, string message) => Invalid([new(code, path, null, 0, message)]);

    /// <summary>Nothing of that name.</summary>
    public static ProblemView NoRelease(string name) => Of(ProblemKind.NotFound, $"there is no release '{name}'", name);

    private static string Describe(ProblemError error)
    {
        var place = error.Line > 0 ? $"line {error.Line}: " : "";
        return error.Path.Length > 0 ? $"{place}{error.Path}: {error.Message}" : place + error.Message;
    }
}
