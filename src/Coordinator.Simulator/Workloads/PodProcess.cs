using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Coordinator.Simulator.Workloads;

/// <summary>
/// The program in a running pod's container: a web server that behaves as its environment says. Answers are computed at once
/// and thread-safe; whoever asked waits out the latency.
/// </summary>
internal sealed class PodProcess(PodIdentity identity, Behavior behavior, TimeProvider time, int seed)
{
    private const string Json = "application/json";

    private static readonly HashSet<string> Operational = new(StringComparer.Ordinal) { "/health", "/metrics", "/version" };

    private readonly DateTimeOffset started = time.GetUtcNow();
    private readonly ConcurrentDictionary<int, long> byStatus = new();
    private readonly Histogram durations = new();
    private readonly Random random = new(seed);
    private readonly Lock gate = new();
    private long users;
    private int inFlight;

    public PodIdentity Identity => identity;

    public Behavior Behavior => behavior;

    public DateTimeOffset Started => started;

    /// <summary>User requests under way.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Ended: whatever is still under way breaks.</summary>
    public bool IsDead { get; private set; }

    public void Die() => IsDead = true;

    public bool IsHealthy => time.GetUtcNow() - started >= behavior.ReadyDelay;

    public bool Listens(long port) => identity.Ports.Count == 0 || identity.Ports.Contains(port);

    public ContainerLog Log { get; } = new();

    public void Print(string line) => Log.Print(time.GetUtcNow(), line);

    /// <summary>Begins to answer; every call is followed by one of <see cref="Complete"/> after the latency.</summary>
    public WorkloadResponse Begin(string method, string path)
    {
        if (IsDead) return new(0, "", "", TimeSpan.Zero, this);
        if (Operational.Contains(path)) return Operate(path);
        Interlocked.Increment(ref inFlight);
        var latency = TimeSpan.FromMilliseconds(behavior.LatencyMilliseconds);
        var (status, body) = Serve(method, path);
        return new(status, Json, body, latency, this);
    }

    /// <summary>The latency is over: counts the answer, or breaks it when the process ended meanwhile.</summary>
    public WorkloadResponse Complete(WorkloadResponse begun, string path)
    {
        if (begun.Status == 0 || Operational.Contains(path)) return begun;
        Interlocked.Decrement(ref inFlight);
        if (IsDead) return begun with { Status = 0 };
        byStatus.AddOrUpdate(begun.Status, 1, (_, count) => count + 1);
        durations.Observe(begun.Latency.TotalSeconds);
        return begun;
    }

    private WorkloadResponse Operate(string path)
    {
        if (path == "/metrics") return new(200, "text/plain; version=0.0.4; charset=utf-8", Metrics(), TimeSpan.Zero, this);
        if (path == "/version") return Text(200, new { version = identity.Version, pod = identity.Name });
        return IsHealthy ? Text(200, new { status = "ok", version = identity.Version })
            : Text(503, new { status = "starting", version = identity.Version });
    }

    private WorkloadResponse Text(int status, object body) =>
        new(status, Json, JsonSerializer.Serialize(body), TimeSpan.Zero, this);

    private (int Status, string Body) Serve(string method, string path)
    {
        if (path == "/admin" || path.StartsWith("/admin/", StringComparison.Ordinal)) return (401, "{\"error\":\"unauthorized\"}");
        if (Fails())
        {
            Print($"level=error path={path} status=500");
            return (500, "{\"error\":\"internal\"}");
        }

        if (path is "/parse" or "/collaboration/join" && method != "POST") return (405, "{\"error\":\"method not allowed\"}");
        if (path == "/collaboration/join")
        {
            var user = Interlocked.Increment(ref users);
            return (200, $"{{\"session\":\"{identity.Name}-{user}\",\"version\":\"{identity.Version}\"}}");
        }

        if (path == "/parse") return (200, $"{{\"ok\":true,\"version\":\"{identity.Version}\",\"elements\":[{{\"type\":\"rect\"}}]}}");
        return (200, $"{{\"ok\":true,\"version\":\"{identity.Version}\"}}");
    }

    private bool Fails()
    {
        if (behavior.FailsAfter is { } after && time.GetUtcNow() - started >= after) return true;
        if (behavior.ErrorRate <= 0) return false;
        lock (gate) return random.NextDouble() < behavior.ErrorRate;
    }

    private string Metrics()
    {
        var text = new StringBuilder(2_048);
        text.Append("# HELP http_requests_total User requests answered.\n# TYPE http_requests_total counter\n");
        foreach (var (status, count) in byStatus.OrderBy(pair => pair.Key).DefaultIfEmpty(new(200, 0)))
            text.Append(CultureInfo.InvariantCulture, $"http_requests_total{{status=\"{status}\"}} {count}\n");
        text.Append("# HELP http_request_duration_seconds Time to answer.\n# TYPE http_request_duration_seconds histogram\n");
        durations.Write(text, "http_request_duration_seconds");
        text.Append("# HELP svgx_engine_active_users Users that joined.\n# TYPE svgx_engine_active_users gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"svgx_engine_active_users {Interlocked.Read(ref users)}\n");
        text.Append("# HELP svgx_engine_up Whether the engine runs.\n# TYPE svgx_engine_up gauge\nsvgx_engine_up 1\n");
        text.Append("# TYPE http_requests_in_flight gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"http_requests_in_flight {InFlight}\n");
        text.Append("# TYPE build_info gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"build_info{{version=\"{identity.Version}\"}} 1\n");
        text.Append("# TYPE process_start_time_seconds gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"process_start_time_seconds {started.ToUnixTimeMilliseconds() / 1000.0}\n");
        return text.ToString();
    }
}
