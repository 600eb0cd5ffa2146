using System.Collections.Immutable;
using System.Net;
using Coordinator.Client;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli;

/// <summary>What is said, and which exit code is given, where a verb did not do what it was asked for.</summary>
internal static class Failures
{
    /// <summary>Says it on standard error. With JSON the problem is also the one document on standard output, unless there is one.</summary>
    public static int Report(Exception fault, bool isJson, CliConsole console)
    {
        var (code, problem) = Of(fault);
        foreach (var error in problem.Errors)
            console.Error.WriteLine(Line(error));
        console.Error.WriteLine($"coordinator: {Display.Line(problem.Detail.Length > 0 ? problem.Detail : problem.Title)} [{Display.Line(problem.Code)}]");
        if (isJson && !console.HasDocument)
            console.WriteDocument(problem);
        return code;
    }

    /// <summary><c>file:line: path: message [code]</c>; what is unknown is left out.</summary>
    public static string Line(ProblemError error)
    {
        var place = error.Source is not { } source ? "" : error.Line > 0 ? $"{source}:{error.Line}: " : $"{source}: ";
        var path = string.IsNullOrEmpty(error.Path) ? "" : $"{error.Path}: ";
        return $"{Display.Line(place + path + error.Message)} [{Display.Line(error.Code)}]";
    }

    private static (int Code, ProblemView Problem) Of(Exception fault) => fault switch
    {
        ApiException refused => (Of(refused), refused.Problem),
        UnreachableException => (ExitCode.Unreachable, Problem("unreachable", "Unreachable", fault.Message)),
        UsageException => (ExitCode.Usage, Problem("usage", "Usage", fault.Message)),
        InvalidFilesException files => (ExitCode.InvalidInput, Problem("invalid-input", "Invalid input", fault.Message, files.Errors)),
        TimeoutException => (ExitCode.Failed, Problem("timeout", "Timeout", fault.Message)),
        _ => (ExitCode.Failed, Problem("internal", "Internal error", $"{fault.GetType().Name}: {fault.Message}")),
    };

    private static int Of(ApiException refused) => (HttpStatusCode)refused.Problem.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotPermitted,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => ExitCode.Refused,
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => ExitCode.InvalidInput,
        _ when refused.IsUnavailable => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };

    private static ProblemView Problem(string code, string title, string detail, ImmutableArray<ProblemError> errors = default) =>
        new($"https://coordinator.dev/problems/{code}", title, 0, code, detail, null, null, errors.IsDefault ? [] : errors);
}
