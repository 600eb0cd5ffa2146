using Coordinator.Core.Releases;

namespace Coordinator.Cli;

/// <summary>Exit codes. Scripts depend on them: none is ever given another meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, in a way that no other code names.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file is wrong.</summary>
    public const int InvalidInput = 3;

    /// <summary>Refused: the state does not permit it.</summary>
    public const int Refused = 4;

    /// <summary>The release went back.</summary>
    public const int RolledBack = 5;

    /// <summary>The server does not answer.</summary>
    public const int Unreachable = 6;

    /// <summary>No token, or one without the right.</summary>
    public const int NotPermitted = 7;

    /// <summary>Ended by Ctrl-C or SIGTERM, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>What a release that was waited for says.</summary>
    public static int Of(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Succeeded => Done,
        ReleasePhase.RolledBack => RolledBack,
        ReleasePhase.Superseded => Refused,
        ReleasePhase.Failed => Failed,
        // Still under way: whoever waited has not seen the end.
        ReleasePhase.Planned or ReleasePhase.Queued or ReleasePhase.AwaitingApproval or ReleasePhase.Progressing
            or ReleasePhase.RollingBack => Failed,
    };

    /// <summary>One code for several releases: the first of failed, rolled back, superseded that any of them says.</summary>
    public static int Worst(IEnumerable<ReleasePhase> phases)
    {
        var codes = phases.Select(Of).ToHashSet();
        return new[] { Failed, RolledBack, Refused }.FirstOrDefault(codes.Contains, Done);
    }
}
