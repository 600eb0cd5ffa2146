using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Api;

/// <summary>Which lines of a log are asked for, and in which form.</summary>
internal sealed record LogOptions(string Container, bool Follow, bool Previous, bool Timestamps, long? Tail, long? Bytes, DateTimeOffset? Since)
{
    /// <summary>Reads the options of a request about a pod; what does not fit is thrown as a refusal.</summary>
    public static LogOptions Of(ApiRequest request, StoredObject pod, DateTimeOffset now)
    {
        var query = request.Query;
        var tail = Number(request, "tailLines", 0, "must be greater than or equal to 0");
        var seconds = Number(request, "sinceSeconds", 1, "must be greater than 0");
        var bytes = Number(request, "limitBytes", 1, "must be greater than 0");
        return new(ContainerOf(request, pod), query.Flag("follow"), query.Flag("previous"), query.Flag("timestamps"), tail, bytes,
            seconds is { } ago ? now - TimeSpan.FromSeconds(Math.Min(ago, int.MaxValue)) : SinceOf(query));
    }

    /// <summary>The text of what is wanted of these lines, when they are the first that are sent.</summary>
    public byte[] First(List<LogLine> lines)
    {
        var wanted = lines.Where(line => Since is not { } since || line.At >= since).ToList();
        return Text(Tail is { } last ? wanted.Skip(Math.Max(0, wanted.Count - (int)Math.Min(last, int.MaxValue))) : wanted);
    }

    public byte[] Text(IEnumerable<LogLine> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(Line)));

    private string Line(LogLine line) => Timestamps
        ? $"{line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z", CultureInfo.InvariantCulture)} {line.Text}\n"
        : line.Text + "\n";

    private static string ContainerOf(ApiRequest request, StoredObject pod)
    {
        var names = pod.Json.Objects("spec", "containers").Select(one => one.Text("name") ?? "").ToList();
        if (request.Query["container"] is not { Length: > 0 } name)
        {
            return names.Count == 1 ? names[0] : throw StatusError.BadRequest(
                $"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', names)}]");
        }

        return names.Contains(name) ? name : throw StatusError.BadRequest($"container {name} is not valid for pod {request.Name}");
    }

    private static DateTimeOffset? SinceOf(Query query)
    {
        if (query["sinceTime"] is not { Length: > 0 } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since
            : throw StatusError.BadRequest($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
    }

    private static long? Number(ApiRequest request, string name, long least, string why)
    {
        if (request.Query[name] is not { } text) return null;
        if (!long.TryParse(text, out var number)) throw StatusError.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
        if (number >= least) return number;
        throw InvalidObject.Of("", "PodLogOptions", request.Name, [FieldProblem.Invalid(name, JsonValue.Create(number), why)]);
    }
}
