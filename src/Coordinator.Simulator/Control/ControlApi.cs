using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Hosting;
using Coordinator.Simulator.Traffic;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Simulator.Control;

/// <summary>The simulator's own API below <c>/simulator/v1</c>: JSON, with the administrator's token.</summary>
internal sealed class ControlApi(SimulatorServer server)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private const int MaxPage = 10_000;

    private sealed record FaultBody(FaultKind Kind, string? Method, string? Path, int? Count, double? DelaySeconds, int? Status,
        int? RetryAfterSeconds, bool? AfterEffect);

    private sealed record TrafficBody(string? Namespace, string? Service, double? RequestsPerSecond, string? Method, string? Path);

    private sealed record ClusterBody(string? Name);

    private sealed record KillBody(string? Namespace, string? Pod, string? Color);

    private sealed record ImageBody(string? Image);

    private sealed record ScaleBody(string? Namespace, string? Deployment, int? Replicas);

    public async Task HandleAsync(HttpContext context, string path, Query query, ReadOnlyMemory<byte> body)
    {
        ApiReply reply;
        try
        {
            reply = server.Tokens.Authenticate(context.Request.Headers.Authorization) is { IsAdministrator: true }
                ? Answer(context.Request.Method, path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..], query, body)
                : Error(401, "the administrator's bearer token is needed");
        }
        catch (Exception bad) when (bad is ArgumentException or JsonException)
        {
            reply = Error(400, bad.Message);
        }

        await ApiServer.WriteAsync(context, reply).ConfigureAwait(false);
    }

    private static ApiReply Error(int status, string message) => ApiReply.Of(status, new JsonObject { ["error"] = message });

    private static ApiReply Of(int status, object value) => ApiReply.Of(status, JsonSerializer.SerializeToNode(value, Json)!);

    private static T Read<T>(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<T>(body.Span, Json) ?? throw new ArgumentException("the body is empty");

    private ApiReply Answer(string method, string[] path, Query query, ReadOnlyMemory<byte> body)
    {
        switch (method, path)
        {
            case ("GET", ["state"]): return Of(200, State());
            case ("GET", ["kubeconfig"]): return ApiReply.Plainly(200, server.RenderKubeconfig(), "application/yaml");
            case ("GET", ["clusters"]):
                return Of(200, server.ClusterNames.Select(name => new { name, address = server.Cluster(name).Address }));
            case ("POST", ["clusters"]):
                var added = server.AddCluster(Read<ClusterBody>(body).Name ?? throw new ArgumentException("name: is required"));
                return Of(201, new { name = added.Name, address = added.Address });
            case (_, ["clusters", var name, .. var rest]):
                return server.FindSeat(name) is { } seat ? OfCluster(method, seat.Cluster, rest, query, body)
                    : Error(404, $"there is no cluster {name}");
            default: return Error(404, "there is nothing here");
        }
    }

    private static ApiReply OfCluster(string method, SimulatedCluster cluster, string[] path, Query query, ReadOnlyMemory<byte> body)
    {
        switch (method, path)
        {
            case ("GET", ["faults"]): return Of(200, cluster.Faults);
            case ("DELETE", ["faults"]): cluster.ClearFaults(); return Of(200, cluster.Faults);
            case ("POST", ["faults"]): return Of(201, new { id = cluster.PutFault(FaultOf("", Read<FaultBody>(body))) });
            case ("PUT", ["faults", var id]): return Of(200, new { id = cluster.PutFault(FaultOf(id, Read<FaultBody>(body))) });
            case ("DELETE", ["faults", var id]):
                return cluster.RemoveFault(id) ? Of(200, cluster.Faults) : Error(404, $"there is no fault {id}");
            case ("GET", ["audit"]):
                var limit = (int)Math.Clamp(Number(query, "limit", 1_000), 1, MaxPage);
                return Of(200, cluster.AuditEntries(Number(query, "after", 0), limit));
            case ("GET", ["traffic"]): return Of(200, cluster.TrafficReports);
            case ("POST", ["traffic"]): return StartTraffic(cluster, Read<TrafficBody>(body));
            case ("GET", ["traffic", var ns, var service]):
                return cluster.Traffic(ns, service) is { } report ? Of(200, report) : Error(404, "there is no such traffic");
            case ("DELETE", ["traffic", var ns, var service]):
                return cluster.StopTraffic(ns, service) ? Of(200, cluster.Traffic(ns, service)!) : Error(404, "there is no such traffic");
            case ("POST", ["kill"]): return Kill(cluster, Read<KillBody>(body));
            case ("POST", ["scale"]): return Scale(cluster, Read<ScaleBody>(body));
            case ("POST", ["move-tag"]):
                cluster.MoveTag(Read<ImageBody>(body).Image ?? "");
                return Of(200, new { moved = Read<ImageBody>(body).Image });
            case ("POST", ["compact"]): cluster.Compact(); return Of(200, new { version = cluster.Version });
            default: return Error(404, "there is nothing here");
        }
    }

    private static long Number(Query query, string name, long otherwise)
    {
        if (query[name] is not { } text) return otherwise;
        return long.TryParse(text, out var number) && number >= 0 ? number : throw new ArgumentException($"{name}: must be a whole number");
    }

    private static Fault FaultOf(string id, FaultBody body) => new()
    {
        Id = id,
        Kind = body.Kind,
        Method = body.Method,
        Path = body.Path,
        Count = body.Count,
        Delay = TimeSpan.FromSeconds(body.DelaySeconds ?? 0),
        Status = body.Status ?? 500,
        RetryAfterSeconds = body.RetryAfterSeconds ?? 1,
        AfterEffect = body.AfterEffect ?? false,
    };

    private static ApiReply StartTraffic(SimulatedCluster cluster, TrafficBody body)
    {
        var defaults = new TrafficOptions { Namespace = body.Namespace ?? "", Service = body.Service ?? "" };
        cluster.StartTraffic(defaults with
        {
            RequestsPerSecond = body.RequestsPerSecond ?? defaults.RequestsPerSecond,
            Method = body.Method ?? defaults.Method,
            Path = body.Path ?? defaults.Path,
        });
        return Of(201, cluster.Traffic(defaults.Namespace, defaults.Service)!);
    }

    private static ApiReply Kill(SimulatedCluster cluster, KillBody body)
    {
        var ns = body.Namespace ?? throw new ArgumentException("namespace: is required");
        if (body.Pod is { } pod) return Of(200, new { killed = cluster.KillPod(ns, pod) ? 1 : 0 });
        return Of(200, new { killed = cluster.KillColor(ns, body.Color ?? throw new ArgumentException("pod or color: one is required")) });
    }

    private static ApiReply Scale(SimulatedCluster cluster, ScaleBody body)
    {
        var ns = body.Namespace ?? throw new ArgumentException("namespace: is required");
        var deployment = body.Deployment ?? throw new ArgumentException("deployment: is required");
        var replicas = body.Replicas ?? throw new ArgumentException("replicas: is required");
        return cluster.Autoscale(ns, deployment, replicas) ? Of(200, new { replicas }) : Error(404, "there is no such Deployment");
    }

    private object State() => new
    {
        seed = server.Seed,
        now = server.Options.TimeProvider.GetUtcNow(),
        clusters = server.ClusterNames.Select(server.Cluster).Select(cluster => new
        {
            name = cluster.Name,
            version = cluster.Version,
            watches = cluster.Watches,
            faults = cluster.Faults.Length,
            audit = cluster.LastAuditSequence,
            problems = cluster.Problems,
        }),
    };
}
