using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Controllers;

/// <summary>Where a pod stands on its node; the node's memory, not the API's.</summary>
internal sealed class PodRun
{
    public enum Step { Scheduled, Running, BackingOff, Ended }

    public Step At { get; set; } = Step.Scheduled;

    /// <summary>When it came to its node.</summary>
    public required DateTimeOffset Placed { get; init; }

    /// <summary>When the next step is due, in simulated time.</summary>
    public DateTimeOffset Due { get; set; }

    public DateTimeOffset Started { get; set; }

    public string Address { get; set; } = "";

    public int Restarts { get; set; }

    public PodProcess? Process { get; set; }

    /// <summary>The program that really runs; null where none does.</summary>
    public ProgramRun? Program { get; set; }

    /// <summary>The exit code with which the running container ends at <see cref="Due"/>; null when it runs on.</summary>
    public int? ExitCode { get; set; }

    /// <summary>When it was told to end; null while it is not.</summary>
    public DateTimeOffset? Ending { get; set; }

    /// <summary>What the container that runs, or ran last, has printed; null before the first.</summary>
    public ContainerLog? Log { get; set; }

    /// <summary>What the one before it had printed; null when there was none.</summary>
    public ContainerLog? PreviousLog { get; set; }
}
