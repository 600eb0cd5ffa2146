using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Problems;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({Trace})")]
    private static partial void LogFault(ILogger logger, string method, PathString path, string trace, Exception fault);
}
