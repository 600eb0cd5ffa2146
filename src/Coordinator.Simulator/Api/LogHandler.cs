using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>The lines that a pod's container has printed. A stream that is followed ends with what there is.</summary>
internal static class LogHandler
{
    public static ApiReply Handle(Cluster cluster, ApiRequest request)
    {
        var pod = cluster.Store.Find(KindTable.Pod, request.Namespace, request.Name)
            ?? throw StatusError.NotFound(KindTable.Pod, request.Name);
        var tail = Number(request, "tailLines", 0, "must be greater than or equal to 0");
        Number(request, "sinceSeconds", 1, "must be greater than 0");
        var limit = Number(request, "limitBytes", 1, "must be greater than 0");
        var container = request.Query["container"];
        if (container is not null && pod.Json.Objects("spec", "containers").All(one => one.Text("name") != container))
            throw StatusError.BadRequest($"container {container} is not valid for pod {request.Name}");
        var log = cluster.Controllers.Pods.LogOf(pod.Uid);
        if (log is null)
        {
            var name = container ?? pod.Json.Objects("spec", "containers").First().Text("name");
            throw StatusError.BadRequest($"container \"{name}\" in pod \"{request.Name}\" is waiting to start: ContainerCreating");
        }

        var lines = tail is { } last ? log.Skip(Math.Max(0, log.Count - (int)Math.Min(last, int.MaxValue))) : log;
        var text = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        if (limit is { } bytes && text.Length > bytes) text = text[..(int)bytes];
        return new(200, "text/plain", text);
    }

    private static long? Number(ApiRequest request, string name, long least, string why)
    {
        if (request.Query[name] is not { } text) return null;
        if (!long.TryParse(text, out var number)) throw StatusError.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
        if (number >= least) return number;
        throw InvalidObject.Of("", "PodLogOptions", request.Name, [FieldProblem.Invalid(name, JsonValue.Create(number), why)]);
    }
}
