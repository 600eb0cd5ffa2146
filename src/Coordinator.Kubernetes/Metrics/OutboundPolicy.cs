using System.Net;
using System.Net.Sockets;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>
/// Decides about every connection to an address that a release names, on the addresses that its host resolves to: the very
/// ones that are then connected to, so that a name can't change its meaning in between.
/// </summary>
internal sealed class OutboundPolicy(OutboundOptions options)
{
    /// <summary>A handler that connects by this policy, follows no redirection and uses no proxy.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = new OutboundTrust(options.CaFile).Options(),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
    };

    /// <summary>Where a host may be reached.</summary>
    /// <exception cref="HttpRequestException">Nowhere: it is not allowed, or is not known.</exception>
    public async Task<IPEndPoint[]> ResolveAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        if (options.ConnectTo.TryGetValue(host.Host, out var instead))
        {
            return [IPEndPoint.Parse(instead)];
        }

        var isNamed = CheckName(host.Host);
        var isLiteral = IPAddress.TryParse(host.Host, out var literal);
        var found = isLiteral ? [literal!] : await LookUpAsync(host.Host, cancellationToken);
        var usable = found.Where(address => isNamed && isLiteral || IsPermitted(address, isNamed)).ToArray();
        return usable.Length > 0
            ? [.. usable.Select(address => new IPEndPoint(address, host.Port))]
            : throw new HttpRequestException(
                $"{host.Host} leads to {string.Join(", ", found.Take(3).Select(one => one.ToString()))}, on this machine or its link, which releases may not "
                + "name (setting Http:AllowedHosts)");
    }

    /// <summary>Whether a host is named, or may be asked without that.</summary>
    /// <exception cref="HttpRequestException">It may not.</exception>
    public bool CheckName(string host)
    {
        var isNamed = options.ConnectTo.ContainsKey(host) || options.AllowedHosts.Any(allowed => Matches(allowed, host));
        return isNamed || options.AllowedHosts.IsEmpty
            ? isNamed
            : throw new HttpRequestException($"{host} is not among the hosts that releases may name (setting Http:AllowedHosts)");
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsPermitted(IPAddress address, bool isNamed)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        var isNowhere = plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) || plain.IsIPv6Multicast || bytes[0] is >= 224 and <= 239
            && plain.AddressFamily is AddressFamily.InterNetwork;
        var isLink = plain.IsIPv6LinkLocal || (plain.AddressFamily is AddressFamily.InterNetwork && bytes[0] is 169 && bytes[1] is 254);
        return !isNowhere && !isLink && (isNamed || !IPAddress.IsLoopback(plain));
    }

    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException($"{host} is not known: {e.Message}", e);
        }
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        SocketException? fault = null;
        foreach (var endpoint in await ResolveAsync(host, cancellationToken))
        {
            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException unreachable)
                {
                    throw;
                }

                fault = unreachable;
            }
        }

        throw new HttpRequestException(HttpRequestError.ConnectionError, $"{host.Host}:{host.Port}: {fault!.Message}", fault);
    }
}
