using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway;

internal sealed partial class Audit
{
    [LoggerMessage(1, LogLevel.Information, "audit: at {At} {Subject} from {Remote} submitted release {Release}: {Outcome} ({Digest})")]
    private static partial void LogSubmitted(
        ILogger logger, DateTimeOffset at, string subject, string remote, string release, string outcome, string digest);

    [LoggerMessage(2, LogLevel.Information,
        "audit: at {At} {Subject} from {Remote} asked to {Action} release {Release} ({Scope}) because \"{Reason}\": {Outcome}")]
    private static partial void LogActed(
        ILogger logger, DateTimeOffset at, string subject, string remote, string action, string release, string scope, string reason,
        string outcome);

    [LoggerMessage(3, LogLevel.Information, "audit: at {At} {Subject} from {Remote} registered cluster {Cluster}: {Outcome}")]
    private static partial void LogRegistered(
        ILogger logger, DateTimeOffset at, string subject, string remote, string cluster, string outcome);

    [LoggerMessage(5, LogLevel.Information,
        "audit: at {At} {Subject} from {Remote} asked to {Action} cluster {Cluster} because \"{Reason}\": {Outcome}")]
    private static partial void LogActedOnCluster(
        ILogger logger, DateTimeOffset at, string subject, string remote, string action, string cluster, string reason, string outcome);

    [LoggerMessage(4, LogLevel.Information, "audit: at {At} {Subject} signed in from {Remote}")]
    private static partial void LogSignedIn(ILogger logger, DateTimeOffset at, string subject, string remote);
}
