using System.Net;
using System.Net.Sockets;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.AccessBench;

namespace Coordinator.Kubernetes.Tests.Clusters.Access;

/// <summary>The server's certificate is always verified, and nothing is sent before it is.</summary>
public sealed class TrustTests
{
    private const string User = "{token: secret-token}";

    [Fact]
    public async Task A_server_of_another_authority_gets_no_call()
    {
        await using var bench = await StartAsync();
        using var other = TestAuthority.Root("other");
        bench.Write("kubeconfig", bench.Kubeconfig(User, authority: other.Pem));

        await RefusedAsync(bench, "none of the cluster's authorities (CN=other)", "its issuer: CN=test authority");
    }

    [Fact]
    public async Task Without_an_authority_the_systems_count()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig(User).Replace("certificate-authority-data", "ignored", StringComparison.Ordinal));

        await RefusedAsync(bench, "no authority that this machine trusts", "as ca");
    }

    [Theory]
    [InlineData("one.example")]
    [InlineData("127.0.0.2")]
    [InlineData]
    public async Task A_certificate_for_another_name_or_only_a_common_name_is_refused(params string[] names)
    {
        await using var bench = await StartAsync();
        bench.Server.Certificate = bench.Authority.Server(names);
        bench.Write("kubeconfig", bench.Kubeconfig(User));

        await RefusedAsync(bench, "is not for 127.0.0.1");
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused()
    {
        await using var bench = await StartAsync();
        bench.Server.Certificate = bench.Authority.Server(["127.0.0.1"], TimeProvider.System.GetUtcNow().AddHours(-1));
        bench.Write("kubeconfig", bench.Kubeconfig(User));

        await RefusedAsync(bench, "has ended");
    }

    [Fact]
    public async Task An_authority_that_is_itself_signed_by_another_is_enough()
    {
        await using var bench = await StartAsync();
        using var intermediate = bench.Authority.Intermediate();
        bench.Server.Certificate = intermediate.Server(["127.0.0.1"]);
        bench.Write("kubeconfig", bench.Kubeconfig(User, authority: intermediate.Pem));

        Assert.True((await bench.SendAsync()).Succeeded);

        // Its sibling is no authority of ours, although the same root vouches for it.
        using var sibling = bench.Authority.Intermediate();
        bench.Server.Certificate = sibling.Server(["127.0.0.1"]);
        bench.Write("kubeconfig", bench.Kubeconfig("{token: other}", authority: intermediate.Pem, more: ", tls-server-name: 127.0.0.1"));
        await RefusedAsync(bench, 1, "none of the cluster's authorities (CN=intermediate)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_registrations_authority_replaces_the_kubeconfigs(bool asFile)
    {
        await using var bench = await StartAsync();
        using var other = TestAuthority.Root();
        bench.Write("kubeconfig", bench.Kubeconfig(User, authority: other.Pem));
        bench.Write("ca.pem", bench.Authority.Pem);
        var cluster = new ClusterSpec { Name = "one", Region = "eu", Kubeconfig = new("kubeconfig", null) };
        bench.Register(cluster with { Ca = asFile ? new("ca.pem", null) : new(null, bench.Authority.Pem) });

        Assert.True((await bench.SendAsync()).Succeeded);

        bench.Register(cluster with { Ca = asFile ? new("../ca.pem", null) : new(null, "none") });
        await Assert.ThrowsAsync<ClusterAccessException>(() => bench.SendAsync());
    }

    [Fact]
    public async Task A_tls_server_name_is_greeted_with_and_verified()
    {
        await using var bench = await StartAsync();
        bench.Server.Certificate = bench.Authority.Server(["api.one.example"]);
        bench.Write("kubeconfig", bench.Kubeconfig(User, more: ", tls-server-name: api.one.example"));

        await bench.SendAsync();

        Assert.Equal("api.one.example", bench.Server.Greeted.Last());

        bench.Write("kubeconfig", bench.Kubeconfig(User, more: ", tls-server-name: api.two.example"));
        await RefusedAsync(bench, 1, "is not for api.two.example");
    }

    [Fact]
    public async Task A_redirection_is_an_answer_and_takes_no_token_elsewhere()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig(User));
        bench.Server.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        var answer = await bench.SendAsync();

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Single(bench.Server.Calls);
    }

    [Fact]
    public async Task A_proxy_url_is_used_with_its_password()
    {
        await using var bench = await StartAsync();
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var port = ((IPEndPoint)proxy.LocalEndpoint).Port;
        bench.Write("kubeconfig", bench.Kubeconfig(User, more: $", proxy-url: \"http://user:word@127.0.0.1:{port}\""));

        var call = bench.SendAsync();
        var asked = await TunnelAsync(proxy, new Uri(bench.Server.Address).Port);

        Assert.True((await call).Succeeded);
        Assert.StartsWith($"CONNECT 127.0.0.1:{new Uri(bench.Server.Address).Port} ", asked, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authorization: Basic dXNlcjp3b3Jk", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig(User));
        var before = HttpClient.DefaultProxy;
        var proxy = new ProxyFor(new Uri(bench.Server.Address).Port);
        HttpClient.DefaultProxy = proxy;
        try
        {
            await bench.SendAsync();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.False(proxy.WasAsked);
    }

    private static Task RefusedAsync(AccessBench bench, params string[] told) => RefusedAsync(bench, 0, told);

    private static async Task RefusedAsync(AccessBench bench, int callsBefore, params string[] told)
    {
        var fault = await Assert.ThrowsAsync<ClusterUnreachableException>(
            () => bench.SendAsync(ApiRequest.Get("/version") with { Attempts = 1 }));

        Assert.All(told.Prepend("TLS: "), text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
        Assert.Equal(callsBefore, bench.Server.Calls.Count);
    }

    /// <summary>A proxy for one tunnel, which asks for a password first; gives the greeting that it let through.</summary>
    private static async Task<string> TunnelAsync(TcpListener proxy, int target)
    {
        while (true)
        {
            var client = await proxy.AcceptTcpClientAsync(Token);
            var stream = client.GetStream();
            var head = "";
            var buffer = new byte[1];
            while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, Token) > 0)
            {
                head += (char)buffer[0];
            }

            if (!head.Contains("Proxy-Authorization", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 407 Asks\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
                client.Dispose();
                continue;
            }

            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target, Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), Token);
            _ = Task.WhenAny(stream.CopyToAsync(server.GetStream(), Token), server.GetStream().CopyToAsync(stream, Token))
                .ContinueWith(_ => { client.Dispose(); server.Dispose(); }, TaskScheduler.Default);
            return head;
        }
    }

    /// <summary>What HTTPS_PROXY would make of one port; other tests of the process are let by.</summary>
    private sealed class ProxyFor(int port) : IWebProxy
    {
        public bool WasAsked { get; private set; }

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination)
        {
            WasAsked |= destination.Port == port;
            return null;
        }

        public bool IsBypassed(Uri host) => host.Port != port;
    }
}
