using System.Collections.Immutable;
using System.Net;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes;

/// <summary>Which addresses a release may have the coordinator ask (checks, evidence, scrapes and probes by URL). Section
/// <c>Http</c> of the configuration.</summary>
public sealed record OutboundOptions
{
    /// <summary>Hosts that may be asked: names, <c>*.suffix</c>, or addresses. Default empty: any host, though never this machine or its
    /// link (loopback, link-local, multicast), where a cloud's metadata service answers. A host that is named may be on this
    /// machine; its link is reached by a literal address alone.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>Where a host is reached instead of where its name leads: <c>address:port</c> by host name, for tests and private
    /// networks. Such a host needs no other permission. Default none.</summary>
    public ImmutableDictionary<string, string> ConnectTo { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>PEM file with certificate authorities that https servers may be signed by, beside those that the machine trusts. It may
    /// change while the process runs. Default none; 1 MiB at most.</summary>
    public string? CaFile { get; init; }

    /// <summary>Requests per second of all load checks of the process together. A load for which not enough is left waits its turn; one
    /// that asks for more fails. Default 2000; 1 to 1000000.</summary>
    public double LoadPerSecond { get; init; } = 2000;

    /// <summary>Every error, with the configuration key it is about.</summary>
    public IEnumerable<string> Errors() =>
        AllowedHosts.Where(host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is UriHostNameType.Unknown)
            .Select(host => $"Http:AllowedHosts: '{host}' is neither a host name, *.suffix nor an address")
            .Concat(ConnectTo.Where(pair => !IPEndPoint.TryParse(pair.Value, out var to) || to.Port is 0)
                .Select(pair => $"Http:ConnectTo:{pair.Key}: '{pair.Value}' is not address:port"))
            .Concat(CaFile is { } file && OutboundTrust.Problem(file) is { } problem ? [$"Http:CaFile: {problem}"] : [])
            .Concat(LoadPerSecond is >= 1 and <= 1_000_000 ? [] : [$"Http:LoadPerSecond: {LoadPerSecond} is not within 1 and 1000000"]);
}
