using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Defaults;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What a Service may not say of where it is reached, and how its traffic goes.</summary>
internal static class ServiceAddressRules
{
    private const string Headless = "None";
    private const long MaxAffinitySeconds = 86_400;
    private const string AddressForm = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static readonly (string Field, string Shown)[] OfLoadBalancers =
    [
        ("loadBalancerSourceRanges", "LoadBalancerSourceRanges"), ("allocateLoadBalancerNodePorts", "allocateLoadBalancerNodePorts"),
        ("loadBalancerClass", "loadBalancerClass"),
    ];

    public static void Check(JsonObject spec, string type, List<FieldProblem> problems)
    {
        if (type == "ExternalName")
        {
            if (spec.Text("externalName") is not { } name) problems.Add(FieldProblem.Required("spec.externalName"));
            else if (Names.Name(name.TrimEnd('.'), label: false) is { } wrong) problems.Add(FieldProblem.Invalid("spec.externalName", name, wrong));
        }

        Addresses(spec, type, problems);
        Policies(spec, problems);
        foreach (var (field, shown) in OfLoadBalancers)
        {
            if (type != "LoadBalancer" && spec[field] is not null)
                problems.Add(FieldProblem.Forbidden("spec." + shown, "may only be used when `type` is 'LoadBalancer'"));
        }
    }

    private static void Addresses(JsonObject spec, string type, List<FieldProblem> problems)
    {
        const string Field = "spec.clusterIPs[0]";
        if (spec.Text("clusterIP") is { } address)
        {
            if (address == Headless && type is "NodePort" or "LoadBalancer")
                problems.Add(FieldProblem.Invalid(Field, Headless, $"may not be set to 'None' for {type} services"));
            else if (address != Headless && !IsAddress(address)) problems.Add(FieldProblem.Invalid(Field, address, AddressForm));
        }

        if (spec.Text("ipFamilyPolicy") == "RequireDualStack" && spec.Array("ipFamilies") is not { Count: > 1 })
        {
            problems.Add(FieldProblem.Invalid("spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services"));
        }

        var place = 0;
        foreach (var external in spec.Array("externalIPs") ?? [])
        {
            if (!IsAddress(external.Text() ?? "")) problems.Add(FieldProblem.Invalid($"spec.externalIPs[{place}]", external, AddressForm));
            place++;
        }
    }

    private static void Policies(JsonObject spec, List<FieldProblem> problems)
    {
        if (spec.Whole("sessionAffinityConfig", "clientIP", "timeoutSeconds") is { } seconds and (<= 0 or > MaxAffinitySeconds))
        {
            problems.Add(FieldProblem.Invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", JsonValue.Create(seconds),
                $"must be greater than 0 and less than {MaxAffinitySeconds}"));
        }

        if (spec.Text("externalTrafficPolicy") is { } external)
        {
            if (!ServiceDefaults.IsExternal(spec))
                problems.Add(FieldProblem.Invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services"));
            else if (external is not ("Cluster" or "Local"))
                problems.Add(FieldProblem.NotSupported("spec.externalTrafficPolicy", FieldProblem.Quote(external), "Cluster", "Local"));
        }

        if (spec.Text("internalTrafficPolicy") is { } inner and not ("Cluster" or "Local"))
            problems.Add(FieldProblem.NotSupported("spec.internalTrafficPolicy", FieldProblem.Quote(inner), "Cluster", "Local"));
        if (spec.Text("trafficDistribution") is { } spread and not ("PreferClose" or "PreferSameZone" or "PreferSameNode"))
        {
            problems.Add(FieldProblem.NotSupported("spec.trafficDistribution", FieldProblem.Quote(spread), "PreferClose", "PreferSameZone",
                "PreferSameNode"));
        }
    }

    /// <summary>An address written in full: the reader of the library takes <c>1.2.3</c> as well.</summary>
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && address.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);
}
