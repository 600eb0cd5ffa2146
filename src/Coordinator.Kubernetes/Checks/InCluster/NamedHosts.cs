using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Checks.InCluster;

/// <summary>Keeps to the hosts that may be named where a network of its own resolves them: the policy's connections see only what
/// that network does not know.</summary>
internal sealed class NamedHosts : DelegatingHandler
{
    private readonly OutboundPolicy policy;

    public NamedHosts(OutboundOptions options, Func<HttpMessageHandler, HttpMessageHandler> network)
    {
        policy = new OutboundPolicy(options);
        InnerHandler = network(policy.CreateHandler());
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        policy.CheckName(request.RequestUri!.Host);
        return base.SendAsync(request, cancellationToken);
    }
}
