using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Quotas;

namespace Coordinator.Simulator.Validation;

/// <summary>What a container of a pod may not have.</summary>
internal static class ContainerRules
{
    private const string PortRange = "must be between 1 and 65535, inclusive";

    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static void Check(JsonObject container, JsonObject? spec, string at, HashSet<string> names, List<FieldProblem> problems)
    {
        var name = container.Text("name");
        if (name is null) problems.Add(FieldProblem.Required(at + ".name"));
        else if (Names.Name(name, label: true) is { } wrong) problems.Add(FieldProblem.Invalid(at + ".name", name, wrong));
        else if (!names.Add(name)) problems.Add(FieldProblem.Duplicate(at + ".name", FieldProblem.Quote(name)));
        if (container.Text("image") is null or "") problems.Add(FieldProblem.Required(at + ".image"));
        Ports(container, at, problems);
        Variables(container, at, problems);
        Mounts(container, spec, at, problems);
        PodRules.OneOf(container, "imagePullPolicy", at, problems, "Always", "IfNotPresent", "Never");
        Resources(container.Object("resources"), at + ".resources", problems);
        foreach (var probe in Probes)
        {
            if (container.Object(probe) is { } found) Probe(found, $"{at}.{probe}", probe is "readinessProbe", problems);
        }
    }

    private static void Ports(JsonObject container, string at, List<FieldProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var port in container.Objects("ports"))
        {
            var field = $"{at}.ports[{i++}]";
            if (port.Text("name") is { } name)
            {
                var wrong = PortNames.Problems(name).ToList();
                problems.AddRange(wrong.Select(why => FieldProblem.Invalid(field + ".name", name, why)));
                if (wrong.Count == 0 && !names.Add(name)) problems.Add(FieldProblem.Duplicate(field + ".name", FieldProblem.Quote(name)));
            }

            if (port.Whole("containerPort") is not { } number || number == 0) problems.Add(FieldProblem.Required(field + ".containerPort"));
            else if (number is < 1 or > 65535) problems.Add(FieldProblem.Invalid(field + ".containerPort", JsonValue.Create(number), PortRange));
            PodRules.OneOf(port, "protocol", field, problems, "SCTP", "TCP", "UDP");
        }
    }

    private static void Variables(JsonObject container, string at, List<FieldProblem> problems)
    {
        var i = 0;
        foreach (var variable in container.Objects("env"))
        {
            var field = $"{at}.env[{i++}]";
            if (variable.Text("name") is null) problems.Add(FieldProblem.Required(field + ".name"));
            if (variable.Object("valueFrom") is not { } source) continue;
            if (variable.Text("value") is { Length: > 0 })
                problems.Add(FieldProblem.InvalidRaw(field + ".valueFrom", "\"\"", "may not be specified when `value` is not empty"));
            foreach (var kind in (string[])["configMapKeyRef", "secretKeyRef"])
            {
                if (source.Object(kind) is { } reference && reference.Text("key") is null or "")
                    problems.Add(FieldProblem.Required($"{field}.valueFrom.{kind}.key"));
            }
        }
    }

    private static void Mounts(JsonObject container, JsonObject? spec, string at, List<FieldProblem> problems)
    {
        var volumes = spec.Objects("volumes").Select(volume => volume.Text("name")).ToHashSet();
        var i = 0;
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var (name, field) = (mount.Text("name") ?? "", $"{at}.volumeMounts[{i++}]");
            if (!volumes.Contains(name)) problems.Add(new("FieldValueNotFound", field + ".name", $"Not found: {FieldProblem.Quote(name)}"));
            if (mount.Text("mountPath") is null or "") problems.Add(FieldProblem.Required(field + ".mountPath"));
        }
    }

    private static void Resources(JsonObject? resources, string at, List<FieldProblem> problems)
    {
        foreach (var (resource, wanted) in resources.Object("requests") ?? [])
        {
            if (Quantity.Parse(wanted) is not { } request) continue;
            if (request < 0) problems.Add(FieldProblem.Invalid($"{at}.requests[{resource}]", Shown(wanted), "must be greater than or equal to 0"));
            if (Quantity.Parse(resources.At("limits", resource)) is { } limit && request > limit)
            {
                problems.Add(FieldProblem.Invalid(at + ".requests", Shown(wanted),
                    $"must be less than or equal to {resource} limit of {Shown(resources.At("limits", resource))}"));
            }
        }
    }

    private static string Shown(JsonNode? quantity) => quantity.Text() ?? quantity?.ToJsonString() ?? "";

    private static void Probe(JsonObject probe, string at, bool isReadiness, List<FieldProblem> problems)
    {
        var handlers = Handlers.Where(handler => probe[handler] is not null).ToList();
        if (handlers.Count == 0) problems.Add(FieldProblem.Required(at, "must specify a handler type"));
        foreach (var extra in handlers.Skip(1)) problems.Add(FieldProblem.Forbidden($"{at}.{extra}", "may not specify more than 1 handler type"));
        foreach (var handler in handlers.Take(1)) PortOf(probe.At(handler, "port"), $"{at}.{handler}.port", problems);
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            if (probe.Whole(field) is { } number and < 0)
                problems.Add(FieldProblem.Invalid($"{at}.{field}", JsonValue.Create(number), "must be greater than or equal to 0"));
        }

        if (!isReadiness && probe.Whole("successThreshold") is { } times and > 1)
            problems.Add(FieldProblem.Invalid(at + ".successThreshold", JsonValue.Create(times), "must be 1"));
    }

    private static void PortOf(JsonNode? port, string field, List<FieldProblem> problems)
    {
        if (port.Whole() is { } number and (< 1 or > 65535)) problems.Add(FieldProblem.Invalid(field, JsonValue.Create(number), PortRange));
        if (port.Text() is { } name) problems.AddRange(PortNames.Problems(name).Select(why => FieldProblem.Invalid(field, name, why)));
    }
}
