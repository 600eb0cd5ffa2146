using Coordinator.Core.Plans.Specs;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A router, and the object that carries its weights.</summary>
internal sealed record RouterCase(RouterKind Kind, string Plural, string Name)
{
    public static readonly RouterCase Service = new(RouterKind.Service, "services", Bench.Service)
    {
        AuditKind = "Service",
        Between = 100,
        HasRoute = false,
        Owner = "coordinator.dev/owner",
        Turn = "coordinator.dev/turn",
        TowardsOld = """{"spec":{"selector":{"version":"blue"}}}""",
        Elsewhere = """{"spec":{"selector":{"version":"none"}}}""",
    };

    /// <summary>Four replicas of blue: one of green is a fifth, four are half.</summary>
    public static readonly RouterCase Replicas = Service with { Kind = RouterKind.Replicas, Between = 10, Real = weight => weight == 10 ? 20 : weight };

    public static readonly RouterCase GatewayApi = new(RouterKind.GatewayApi, "httproutes", Routes.Name)
    {
        AuditKind = "HTTPRoute",
        TowardsOld = GatewayWeights(100),
        Elsewhere = GatewayWeights(30),
    };

    public static readonly RouterCase Istio = new(RouterKind.Istio, "virtualservices", Routes.Name)
    {
        AuditKind = "VirtualService",
        TowardsOld = IstioWeights(100),
        Elsewhere = IstioWeights(30),
    };

    /// <summary>Kind of the object in the record of writes.</summary>
    public required string AuditKind { get; init; }

    /// <summary>The step before 100; 100 where there is none.</summary>
    public int Between { get; init; } = 10;

    /// <summary>Whether the last step also switches a second object.</summary>
    public bool HasRoute { get; init; } = true;

    /// <summary>A patch by hand that gives the old colour all users.</summary>
    public required string TowardsOld { get; init; }

    /// <summary>A patch by hand that does anything else.</summary>
    public required string Elsewhere { get; init; }

    /// <summary>Annotation of the owner on the object.</summary>
    public string Owner { get; init; } = "owner.coordinator.dev/svgx-engine";

    /// <summary>Annotation of the turn on the object.</summary>
    public string Turn { get; init; } = "turn.coordinator.dev/svgx-engine";

    /// <summary>The share that a weight comes to.</summary>
    public Func<int, int> Real { get; init; } = weight => weight;

    /// <summary>Turns and weights up to 100.</summary>
    public IEnumerable<(long Turn, int Weight)> Steps => Between == 100 ? [(8, 100)] : [(8, 10), (10, 50), (12, 100)];

    private static string GatewayWeights(int blue) => $$$"""
        {"spec":{"rules":[{"backendRefs":[{"name":"svgx-engine-service-blue","port":80,"weight":{{{blue}}}},
         {"name":"svgx-engine-service-green","port":80,"weight":{{{100 - blue}}}}]}]}}
        """;

    private static string IstioWeights(int blue) => $$$"""
        {"spec":{"http":[{"route":[{"destination":{"host":"svgx-engine-service-blue"},"weight":{{{blue}}}},
         {"destination":{"host":"svgx-engine-service-green"},"weight":{{{100 - blue}}}}]}]}}
        """;
}
