using System.Globalization;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Controllers;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Hosting;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Traffic;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Clusters;

/// <summary>One simulated cluster: its objects, controllers, pods, faults and audit log, all under one lock.</summary>
internal sealed class Cluster : IDisposable
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxProblems = 100;
    private const int FirstNodePort = 30_000;
    private const int LastNodePort = 32_767;

    private readonly Random random;
    private readonly Queue<string> problems = new();
    private readonly CancellationTokenSource stopping = new();
    private int nextServiceAddress = 10;
    private int nextPodAddress = 10;
    private int nextNodePort = FirstNodePort;

    public Cluster(string name, SimulatorOptions options, Random random)
    {
        Name = name;
        Options = options;
        this.random = random;
        Time = options.TimeProvider;
        Faults = new(Time);
        Audit = new(options.AuditCapacity);
        Writer = new(this);
        Access = new(Store);
        AccountTokens = new(Store, () => Now);
        Processes = new(this, random.Next());
        Routes = new(this, random.Next());
        Traffic = new(this);
        Watches = new(this);
        Events = new(this);
        Controllers = new(this);
        Loop = new(Time, Gate, Controllers.Work);
    }

    public string Name { get; }

    public SimulatorOptions Options { get; }

    public TimeProvider Time { get; }

    public TimeProvider Wall => Options.Wall;

    /// <summary>Held for every use of the store and of what follows from it.</summary>
    public Lock Gate { get; } = new();

    public ClusterStore Store { get; } = new();

    public KindRegistry Kinds { get; } = new();

    public ObjectWriter Writer { get; }

    public Authorizer Access { get; }

    /// <summary>How often each image's tag was moved here, by the image as pods name it; at most 1,000.</summary>
    public Dictionary<string, int> MovedTags { get; } = new(StringComparer.Ordinal);

    public AccountTokens AccountTokens { get; }

    public FaultTable Faults { get; }

    public AuditLog Audit { get; }

    public ProcessTable Processes { get; }

    public RouteTable Routes { get; }

    public TrafficTable Traffic { get; }

    public WatchHub Watches { get; }

    public EventRecorder Events { get; }

    public ControllerSet Controllers { get; }

    public WorkLoop Loop { get; }

    /// <summary>Cancelled when the cluster ends.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>The server's clock: simulated time, and what a fault skews it by.</summary>
    public DateTimeOffset Now => Time.GetUtcNow() + Faults.ClockSkew;

    public string NowText => Text(Now);

    public IReadOnlyCollection<string> Problems => [.. problems];

    public string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Five letters and digits, as generated names end.</summary>
    public string Suffix() => string.Create(SuffixLength, random, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = SuffixLetters[source.Next(SuffixLetters.Length)];
    });

    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        // Version 4, variant 1: clients may check the form.
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString("D");
    }

    public string NextServiceAddress() => Address("10.96", ref nextServiceAddress);

    /// <summary>A port that nodes open for a Service; after the last the first comes again.</summary>
    public int NextNodePort()
    {
        if (nextNodePort > LastNodePort) nextNodePort = FirstNodePort;
        return nextNodePort++;
    }

    public string NextPodAddress() => Address("10.244", ref nextPodAddress);

    public int NextRandom(int below) => random.Next(below);

    /// <summary>Keeps a defect of a controller for the state page instead of ending the process.</summary>
    public void Problem(string what)
    {
        if (problems.Count == MaxProblems) problems.Dequeue();
        problems.Enqueue(what);
    }

    public void Dispose()
    {
        Traffic.Dispose();
        stopping.Cancel();
        lock (Gate) Loop.Dispose();
    }

    private static string Address(string prefix, ref int next)
    {
        var number = next++ % 65_000;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}.{number / 254}.{(number % 254) + 1}");
    }
}
