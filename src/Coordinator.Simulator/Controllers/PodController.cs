using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Controllers;

/// <summary>Scheduler and nodes in one: places pods, starts, watches, restarts and ends them.</summary>
internal sealed class PodController(Cluster cluster) : IController
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan CrashAfter = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainCheck = TimeSpan.FromSeconds(0.5);

    private readonly Dictionary<string, PodRun> runs = new(StringComparer.Ordinal);
    private readonly PodStatus status = new(cluster);
    private readonly PodEvents events = new(cluster);
    private int nextNode;

    public string Name => "pod";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.Node && change.Before is null)
        {
            // A node came: whoever waited for one may now have a place.
            foreach (var pod in cluster.Store.All(KindTable.Pod)) Enqueue(pod, TimeSpan.Zero);
        }

        if (item.Kind != KindTable.Pod) return;
        if (change.Kind == ChangeKind.Deleted)
        {
            if (runs.Remove(item.Uid, out var left)) left.Program?.Stop();
            cluster.Processes.End(item.Uid);
        }
        else if (change.Kind == ChangeKind.Added || item.IsTerminating || !runs.ContainsKey(item.Uid))
            Enqueue(item, cluster.Options.ControllerDelay);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Pod, ns, name) is not { } pod) return;
        if (pod.IsTerminating) { End(pod); return; }
        if (!runs.TryGetValue(pod.Uid, out var run)) run = Place(pod);
        if (run is null || run.At == PodRun.Step.Ended || IsOverdue(pod, run)) return;
        if (run.Due > cluster.Time.GetUtcNow()) { Wait(pod, run); return; }
        switch (run.At)
        {
            case PodRun.Step.Scheduled or PodRun.Step.BackingOff: Start(pod, run); break;
            case PodRun.Step.Running: Watch(pod, run); break;
        }
    }

    /// <summary>
    /// What a pod's container has printed, or the one before it; null when there is none. While a container waits for its
    /// restart both are the one that ended.
    /// </summary>
    public ContainerLog? LogOf(string uid, bool previous)
    {
        if (!runs.TryGetValue(uid, out var run)) return null;
        return previous && run.At != PodRun.Step.BackingOff ? run.PreviousLog : run.Log;
    }

    /// <summary>Whether the container that prints a log still runs.</summary>
    public bool IsPrinting(string uid, ContainerLog log) =>
        runs.TryGetValue(uid, out var run) && run.At == PodRun.Step.Running && run.Log == log;

    /// <summary>Ends the container of a pod with exit code 137, as a kill does; false when it does not run.</summary>
    public bool Kill(StoredObject pod)
    {
        if (!runs.TryGetValue(pod.Uid, out var run) || run.At != PodRun.Step.Running) return false;
        Exit(pod, run, 137);
        return true;
    }

    private DateTimeOffset Now => cluster.Time.GetUtcNow();

    private void Enqueue(StoredObject pod, TimeSpan delay) => cluster.Loop.Enqueue(new(Name, pod.Namespace, pod.Name), delay);

    private void Wait(StoredObject pod, PodRun run) => Enqueue(pod, run.Due - Now);

    private PodRun? Place(StoredObject pod)
    {
        if (pod.Json.Array("spec", "schedulingGates") is { Count: > 0 } || PodFactory.IsEnded(pod)) return null;
        var nodes = cluster.Store.All(KindTable.Node)
            .Where(node => node.Json.Flag("spec", "unschedulable") is not true && PodFactory.IsReady(node)).ToList();
        if (nodes.Count == 0)
        {
            status.Unschedulable(pod);
            events.Unschedulable(pod, PodStatus.NoNode);
            return null;
        }

        var node = nodes[nextNode++ % nodes.Count].Name;
        status.Bind(pod, node);
        events.Scheduled(pod, node);
        var run = runs[pod.Uid] = new() { Placed = Now, Due = Now + cluster.Options.PodStartDelay };
        return run;
    }

    private void Start(StoredObject pod, PodRun run)
    {
        var container = pod.Json.Objects("spec", "containers").First();
        var image = container.Text("image") ?? "";
        if (PodIdentity.Tag(image).EndsWith("-pullfail", StringComparison.Ordinal))
        {
            Hold(pod, run, run.Restarts++ == 0 ? "ErrImagePull" : "ImagePullBackOff", $"Back-off pulling image \"{image}\"");
            return;
        }

        var (variables, missing) = ContainerEnvironment.Resolve(cluster.Store, pod, container);
        if (missing is not null)
        {
            Hold(pod, run, "CreateContainerConfigError", missing);
            return;
        }

        if (run.At == PodRun.Step.BackingOff) run.Restarts++;
        if (run.Address.Length == 0) run.Address = cluster.NextPodAddress();
        Launch(pod, run, variables);
    }

    private void Launch(StoredObject pod, PodRun run, Dictionary<string, string> variables)
    {
        var behavior = Behavior.Of(variables);
        run.At = PodRun.Step.Running;
        run.Started = Now;
        run.ExitCode = null;
        (run.PreviousLog, run.Log) = (run.Log, new());
        var container = pod.Json.Objects("spec", "containers").First();
        string[] command = [.. (container.Array("command") ?? []).Concat(container.Array("args") ?? []).Select(part => part.Text() ?? "")];
        var script = Script.Of(command);
        var job = pod.Json.Objects("metadata", "ownerReferences").Any(reference => reference.Text("kind") == "Job");
        if (script is not null)
        {
            foreach (var (after, line) in script.Output) run.Log.Print(Now + after, line);
            (run.ExitCode, run.Due) = (script.ExitCode, Now + script.Duration);
        }
        else if (job && cluster.Options.Program is { } program && program.IsRunBy(command))
        {
            run.Due = Now;
            run.Program = new(cluster, program, pod.Namespace, command, variables, run.Log, code => Ended(pod, run, code));
        }
        else if (job) (run.ExitCode, run.Due) = (behavior.JobExitCode, Now + behavior.JobDuration);
        else Serve(pod, run, behavior);

        var ready = IsReady(pod, run);
        events.Started(pod);
        if (!ready && run.Process is { Behavior.ReadyDelay.Ticks: > 0 }) events.NotReady(pod);
        status.Running(pod, run, ready);
        Wait(pod, run);
    }

    /// <summary>The workload answers from now on, unless it crashes.</summary>
    private void Serve(StoredObject pod, PodRun run, Behavior behavior)
    {
        run.Process = cluster.Processes.Start(PodIdentity.Of(pod), behavior);
        run.Log = run.Process.Log;
        run.Process.Print($"level=info msg=\"listening\" version={run.Process.Identity.Version}");
        if (behavior.Crashes)
        {
            run.Process.Print("level=fatal msg=\"CRASH=1\"");
            (run.ExitCode, run.Due) = (1, Now + CrashAfter);
        }
        else run.Due = ReadyAt(pod, run);
    }

    /// <summary>A program has come to its end.</summary>
    private void Ended(StoredObject pod, PodRun run, int code)
    {
        (run.Program, run.ExitCode, run.Due) = (null, code, Now);
        Enqueue(pod, TimeSpan.Zero);
    }

    private static bool HasProbe(StoredObject pod) =>
        pod.Json.Objects("spec", "containers").First().Object("readinessProbe") is not null;

    private static DateTimeOffset ReadyAt(StoredObject pod, PodRun run)
    {
        if (!HasProbe(pod)) return run.Started;
        var probe = pod.Json.Objects("spec", "containers").First().Object("readinessProbe");
        var period = Math.Max(1, probe.Whole("periodSeconds") ?? 10);
        var wait = Math.Max(run.Process!.Behavior.ReadyDelay.TotalSeconds, probe.Whole("initialDelaySeconds") ?? 0);
        var successes = Math.Max(1, probe.Whole("successThreshold") ?? 1) - 1;
        return run.Started.AddSeconds(wait + (successes * period));
    }

    private bool IsReady(StoredObject pod, PodRun run) =>
        run.Process is null ? run.ExitCode is not null || run.Program is not null : run.ExitCode is null && (!HasProbe(pod) || Now >= ReadyAt(pod, run));

    private void Watch(StoredObject pod, PodRun run)
    {
        if (run.ExitCode is { } code) Exit(pod, run, code);
        else status.Running(pod, run, IsReady(pod, run));
    }

    /// <summary>A pod that has run into its own deadline is ended by its node and fails, whatever its restart policy.</summary>
    private bool IsOverdue(StoredObject pod, PodRun run)
    {
        if (pod.Json.Whole("spec", "activeDeadlineSeconds") is not { } seconds) return false;
        var left = run.Placed.AddSeconds(seconds) - Now;
        if (left > TimeSpan.Zero)
        {
            Enqueue(pod, left);
            return false;
        }

        cluster.Processes.End(pod.Uid);
        run.Program?.Stop();
        (run.Process, run.Program, run.At) = (null, null, PodRun.Step.Ended);
        events.Overdue(pod);
        status.Overdue(pod, run);
        return true;
    }

    private void Exit(StoredObject pod, PodRun run, int code)
    {
        cluster.Processes.End(pod.Uid);
        run.Program?.Stop();
        (run.Process, run.Program) = (null, null);
        var policy = pod.Json.Text("spec", "restartPolicy") ?? "Always";
        if (policy == "Never" || (policy == "OnFailure" && code == 0))
        {
            run.At = PodRun.Step.Ended;
            status.Ended(pod, run, code);
            return;
        }

        run.At = PodRun.Step.BackingOff;
        var backoff = FirstBackoff * Math.Pow(2, Math.Min(run.Restarts, 5));
        run.Due = Now + (backoff > MaxBackoff ? MaxBackoff : backoff);
        events.Crashed(pod);
        status.Crashed(pod, run, code);
        Wait(pod, run);
    }

    private void Hold(StoredObject pod, PodRun run, string reason, string message)
    {
        run.Due = Now + RetryAfter;
        events.Held(pod, reason, message);
        status.Waiting(pod, run, reason, message);
        Wait(pod, run);
    }

    private void End(StoredObject pod)
    {
        if (!runs.TryGetValue(pod.Uid, out var run) || run.At != PodRun.Step.Running)
        {
            cluster.Writer.Finish(KindTable.Pod, pod.Namespace, pod.Name);
            return;
        }

        if (run.Ending is null) events.Killing(pod);
        run.Ending ??= Now;
        var grace = TimeSpan.FromSeconds(pod.Json.Whole("metadata", "deletionGracePeriodSeconds") ?? 30);
        var delay = cluster.Options.PodStopDelay + (run.Process?.Behavior.ShutdownDelay ?? TimeSpan.Zero);
        var due = run.Ending.Value + (delay < grace ? delay : grace);
        // Whoever is still being answered holds the pod, until its grace period is over.
        if (Now >= due && run.Process is { InFlight: > 0 } && Now < run.Ending.Value + grace) due = Now + DrainCheck;
        if (Now < due) { Enqueue(pod, due - Now); return; }
        run.Program?.Stop();
        cluster.Processes.End(pod.Uid);
        cluster.Writer.Finish(KindTable.Pod, pod.Namespace, pod.Name);
    }
}
