using Coordinator.Gateway.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Problems;

/// <summary>Turns exceptions and bare statuses into problem details.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    /// <summary>Serves a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked has left: there is nobody to answer.
            return;
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault);
            return;
        }

        if (IsBare(context.Response))
        {
            var kind = ProblemKind.Of(context.Response.StatusCode);
            await new ProblemResult(Problem.Of(kind, Detail(kind, context.Request))).ExecuteAsync(context);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 } && string.IsNullOrEmpty(response.ContentType);

    private static string Detail(ProblemKind kind, HttpRequest request) => kind.Status switch
    {
        StatusCodes.Status404NotFound => $"nothing is at {request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not take {request.Method}",
        _ => kind.Title,
    };

    private Task AnswerAsync(HttpContext context, Exception fault)
    {
        var answer = Fault.Answer(fault, context.TraceIdentifier);
        if (answer.Problem.Status >= StatusCodes.Status500InternalServerError)
        {
            LogFault(logger, context.Request.Method, context.Request.Path, context.TraceIdentifier, fault);
        }

        context.Response.Clear();
        SecurityHeaders.Set(context);
        return answer.ExecuteAsync(context);
    }
}
