using System.Collections.Immutable;
using System.Net;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class OutboundPolicyTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    [InlineData("239.1.1.1")]
    public async Task Without_a_list_this_machine_and_its_link_are_refused(string host)
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => ResolveAsync(new(), host.Trim('[', ']')));
    }

    [Theory]
    [InlineData("10.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task Without_a_list_any_other_address_may_be_asked(string host)
    {
        Assert.Equal(IPAddress.Parse(host), Assert.Single(await ResolveAsync(new(), host)).Address);
    }

    [Fact]
    public async Task With_a_list_only_what_it_names_may_be_asked()
    {
        var options = new OutboundOptions { AllowedHosts = ["localhost", "*.example.com", "169.254.169.254"] };

        Assert.NotEmpty(await ResolveAsync(options, "LOCALHOST"));
        Assert.NotEmpty(await ResolveAsync(options, "169.254.169.254"));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => ResolveAsync(options, "10.0.0.8"));
        Assert.Contains("Http:AllowedHosts", refused.Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => ResolveAsync(options, "example.com"));
        await Assert.ThrowsAsync<HttpRequestException>(() => ResolveAsync(options, "evilexample.com"));
    }

    [Fact]
    public async Task A_host_can_be_led_elsewhere()
    {
        var options = new OutboundOptions
        {
            AllowedHosts = ["other.example.com"],
            ConnectTo = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase).Add("ci.example.com", "127.0.0.1:81"),
        };

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 81), Assert.Single(await ResolveAsync(options, "CI.example.com")));
    }

    [Fact]
    public void Wrong_settings_are_named_by_their_key()
    {
        var options = new OutboundOptions
        {
            AllowedHosts = ["a b", "*.ok.example"],
            ConnectTo = ImmutableDictionary<string, string>.Empty.Add("x", "nowhere").Add("y", "127.0.0.1"),
            LoadPerSecond = 0,
        };

        Assert.Equal(4, options.Errors().Count());
        Assert.Contains(options.Errors(), error => error.StartsWith("Http:AllowedHosts: 'a b'", StringComparison.Ordinal));
        Assert.Contains(options.Errors(), error => error.StartsWith("Http:ConnectTo:x:", StringComparison.Ordinal));
        Assert.Contains("Http:LoadPerSecond: 0 is not within 1 and 1000000", options.Errors());
    }

    private static Task<IPEndPoint[]> ResolveAsync(OutboundOptions options, string host) =>
        new OutboundPolicy(options).ResolveAsync(new DnsEndPoint(host, 80), TestContext.Current.CancellationToken);
}
