using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Events;

internal sealed partial class ReleaseFeed
{
    [LoggerMessage(LogLevel.Warning, "the journal of release {Release} could not be read for its followers and is read again")]
    private static partial void LogFault(ILogger logger, string release, Exception fault);
}
