using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What a Service may not have.</summary>
internal static class ServiceRules
{
    private const int MaxPort = 65_535;

    public static void Check(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        var type = spec.Text("type") ?? "";
        if (type != "ExternalName" && before.At("spec", "clusterIPs") is { } addresses && !JsonNode.DeepEquals(addresses, spec["clusterIPs"]))
            problems.Add(FieldProblem.Invalid("spec.clusterIPs[0]", spec["clusterIPs"], "may not change once set"));
        var ports = spec.Objects("ports").ToList();
        if (ports.Count == 0 && type != "ExternalName" && spec.Text("clusterIP") != "None")
            problems.Add(FieldProblem.Required("spec.ports"));
        Ports(ports, problems);
        ServiceAddressRules.Check(spec, type, problems);
        for (var i = 0; i < ports.Count; i++) NodePort($"spec.ports[{i}].nodePort", type, ports[i].Whole("nodePort") ?? 0, problems);
        Names.Labels("spec.selector", spec.Texts("selector"), problems);
        if (type is not ("ClusterIP" or "ExternalName" or "LoadBalancer" or "NodePort"))
        {
            problems.Add(FieldProblem.NotSupported("spec.type", FieldProblem.Quote(type), "ClusterIP", "ExternalName",
                "LoadBalancer", "NodePort"));
        }

        if (spec.Text("sessionAffinity") is not ("None" or "ClientIP"))
        {
            problems.Add(FieldProblem.NotSupported("spec.sessionAffinity",
                FieldProblem.Quote(spec.Text("sessionAffinity") ?? ""), "ClientIP", "None"));
        }

        if (type != "LoadBalancer" && item.Array("status", "loadBalancer", "ingress") is { Count: > 0 } && !JsonNode.DeepEquals(before?["status"], item["status"]))
            problems.Add(FieldProblem.Forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'"));
    }

    private static void Ports(List<JsonObject> ports, List<FieldProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(long, string)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var field = $"spec.ports[{i}]";
            if (port.Text("name") is { } name)
            {
                if (Names.Name(name, label: true) is { } wrong) problems.Add(FieldProblem.Invalid(field + ".name", name, wrong));
                if (!names.Add(name)) problems.Add(FieldProblem.Duplicate(field + ".name", FieldProblem.Quote(name)));
            }
            else if (ports.Count > 1) problems.Add(FieldProblem.Required(field + ".name"));

            var number = port.Whole("port") ?? 0;
            Number(field + ".port", number, problems);
            var protocol = port.Text("protocol") ?? "TCP";
            if (protocol is not ("TCP" or "UDP" or "SCTP"))
                problems.Add(FieldProblem.NotSupported(field + ".protocol", FieldProblem.Quote(protocol), "SCTP", "TCP", "UDP"));
            TargetPort(field + ".targetPort", port["targetPort"], problems);
        }

        for (var i = 0; i < ports.Count; i++)
        {
            var number = ports[i].Whole("port") ?? 0;
            var protocol = ports[i].Text("protocol") ?? "TCP";
            if (numbers.Add((number, protocol))) continue;
            problems.Add(FieldProblem.Duplicate($"spec.ports[{i}]",
                $"{{\"Name\":\"\",\"Protocol\":\"{protocol}\",\"AppProtocol\":null,\"Port\":{number},\"TargetPort\":0,\"NodePort\":0}}"));
        }
    }

    private static void NodePort(string field, string type, long port, List<FieldProblem> problems)
    {
        if (port == 0) return;
        if (type == "ClusterIP") problems.Add(FieldProblem.Forbidden(field, "may not be used when `type` is 'ClusterIP'"));
        else if (port is < 30_000 or > 32_767)
        {
            problems.Add(FieldProblem.Invalid(field, JsonValue.Create(port),
                "provided port is not in the valid range. The range of valid ports is 30000-32767"));
        }
    }

    private static void Number(string field, long number, List<FieldProblem> problems)
    {
        if (number is < 1 or > MaxPort)
            problems.Add(FieldProblem.Invalid(field, JsonValue.Create(number), "must be between 1 and 65535, inclusive"));
    }

    private static void TargetPort(string field, JsonNode? value, List<FieldProblem> problems)
    {
        if (value.Text() is not { } name)
        {
            Number(field, value.Whole() ?? 0, problems);
            return;
        }

        problems.AddRange(PortNames.Problems(name).Select(why => FieldProblem.Invalid(field, name, why)));
    }
}
