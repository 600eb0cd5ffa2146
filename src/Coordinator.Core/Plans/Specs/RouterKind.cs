namespace Coordinator.Core.Plans.Specs;

/// <summary>What carries the users from one colour to the other.</summary>
public enum RouterKind
{
    /// <summary>Selector of the Service: 0 or 100.</summary>
    Service,

    /// <summary>Replica counts: up to 50.</summary>
    Replicas,

    /// <summary>An HTTPRoute: any weight.</summary>
    GatewayApi,

    /// <summary>A VirtualService: any weight.</summary>
    Istio,
}
