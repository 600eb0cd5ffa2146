using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Api;

/// <summary>The label and field selectors of a list or watch.</summary>
internal sealed class ObjectFilter
{
    private static readonly HashSet<string> AnyKind = new(StringComparer.Ordinal) { "metadata.name", "metadata.namespace" };

    private static readonly Dictionary<string, string[]> OfKind = new(StringComparer.Ordinal)
    {
        ["Pod"] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase",
            "status.podIP", "status.nominatedNodeName"],
        ["Event"] = ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type"],
        ["events.k8s.io/v1 Event"] = ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion",
            "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type"],
        ["Namespace"] = ["status.phase"],
        ["Secret"] = ["type"],
        ["Job"] = ["status.successful"],
        ["Node"] = ["spec.unschedulable"],
        ["Service"] = ["spec.clusterIP", "spec.type"],
    };

    private readonly Selector labels;
    private readonly List<(string[] Path, bool Equal, string Value)> fields = [];

    private ObjectFilter(Selector labels) => this.labels = labels;

    public bool IsEverything => labels.IsEverything && fields.Count == 0;

    public static ObjectFilter Of(ApiRequest request)
    {
        var filter = new ObjectFilter(SelectorParser.Parse(request.Query["labelSelector"]));
        foreach (var term in (request.Query["fieldSelector"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            filter.fields.Add(Term(request, term));
        // A watch or list of one name below the collection.
        if (request.Name.Length > 0) filter.fields.Add((["metadata", "name"], true, request.Name));
        return filter;
    }

    public bool Matches(StoredObject item) => labels.Matches(item.Labels)
        && fields.TrueForAll(field => (ValueOf(item, field.Path) == field.Value) == field.Equal);

    private static string ValueOf(StoredObject item, string[] path) => item.Json.At(path) switch
    {
        null => "",
        var value => value.Text() ?? value.ToJsonString(),
    };

    private static string[] Known(Kinds.ApiKind kind) => kind.Custom ? []
        : OfKind.GetValueOrDefault($"{kind.ApiVersion} {kind.Name}") ?? OfKind.GetValueOrDefault(kind.Name) ?? [];

    private static (string[] Path, bool Equal, string Value) Term(ApiRequest request, string term)
    {
        var unequal = term.IndexOf("!=", StringComparison.Ordinal);
        var equal = term.IndexOf('=');
        if (equal < 0) throw StatusError.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
        var name = term[..(unequal >= 0 ? unequal : equal)];
        var kind = request.Kind!;
        if (!AnyKind.Contains(name) && !Known(kind).Contains(name))
        {
            throw StatusError.BadRequest(kind == Kinds.KindTable.Job ? $"field label \"{name}\" not supported for Job"
                : kind.Custom || Known(kind).Length > 0 ? $"field label not supported: {name}"
                : $"\"{name}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }

        // The source of an event is shown by its component.
        return (name == "source" ? ["source", "component"] : name.Split('.'), unequal < 0, term[(unequal >= 0 ? unequal + 2 : equal + 1)..].TrimStart('='));
    }
}
