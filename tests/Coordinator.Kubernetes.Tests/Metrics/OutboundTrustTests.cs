using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Metrics;

/// <summary>Whom https addresses of a release are taken to be.</summary>
public sealed class OutboundTrustTests : IDisposable
{
    private const string Host = "ci.example.com";

    private readonly TestAuthority root = TestAuthority.Root();
    private readonly TestAuthority other = TestAuthority.Root("other authority");
    private readonly string folder = Directory.CreateTempSubdirectory("outbound-trust-").FullName;

    [Fact]
    public async Task A_private_authority_is_trusted_once_it_is_named()
    {
        var file = Write(root.Pem);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(root.Server([Host]), file));
        var without = await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(root.Server([Host]), null));
        Assert.Contains("no authority that this machine trusts has signed the server's certificate (its issuer: CN=test authority)", without.Message);
        Assert.Contains("Http:CaFile", without.Message);
    }

    [Fact]
    public async Task Of_several_authorities_each_is_trusted()
    {
        var file = Write(other.Pem + "\n" + root.Pem);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(root.Server([Host]), file));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(other.Server([Host]), file));
    }

    [Fact]
    public async Task Another_name_another_authority_and_an_ended_certificate_are_refused_with_the_reason()
    {
        var file = Write(root.Pem);
        Assert.Contains("for another host", await RefusedAsync(root.Server(["elsewhere.example.com"]), file));
        Assert.Contains("CN=other authority), nor is it of Http:CaFile", await RefusedAsync(other.Server([Host]), file));
        Assert.Contains("has ended or not begun", await RefusedAsync(root.Server([Host], TimeProvider.System.GetUtcNow().AddHours(-1)), file));
    }

    [Fact]
    public async Task The_file_may_change_while_the_process_runs()
    {
        var file = Write(other.Pem);
        await using var server = await TlsApiServer.StartAsync(root.Server([Host]));
        using var outbound = Outbound(server, file);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(outbound));
        Write(root.Pem);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(outbound));
        Assert.Contains(Host, server.Greeted);
    }

    [Fact]
    public async Task A_file_that_is_gone_later_is_told()
    {
        var file = Write(root.Pem);
        await using var server = await TlsApiServer.StartAsync(root.Server([Host]));
        using var outbound = Outbound(server, file);
        File.Delete(file);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(outbound));
        Assert.StartsWith("Http:CaFile:", refused.Message);
    }

    [Theory]
    [InlineData("", "there is no certificate in")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is no PEM with certificates")]
    public void A_wrong_file_is_a_wrong_setting(string text, string expected)
    {
        var error = Assert.Single(new OutboundOptions { CaFile = Write(text) }.Errors());
        Assert.StartsWith("Http:CaFile:", error);
        Assert.Contains(expected, error);
    }

    [Fact]
    public void A_missing_or_huge_file_is_a_wrong_setting()
    {
        Assert.StartsWith("Http:CaFile:", Assert.Single(new OutboundOptions { CaFile = Path.Combine(folder, "none.pem") }.Errors()));
        Assert.Contains("larger than 1048576 bytes", Assert.Single(new OutboundOptions { CaFile = Write(new string(' ', 1024 * 1024 + 1)) }.Errors()));
    }

    public void Dispose()
    {
        root.Dispose();
        other.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<HttpStatusCode> AskAsync(X509Certificate2 certificate, string? file)
    {
        await using var server = await TlsApiServer.StartAsync(certificate);
        using var outbound = Outbound(server, file);
        return await GetAsync(outbound);
    }

    private static async Task<string> RefusedAsync(X509Certificate2 certificate, string file) =>
        (await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(certificate, file))).Message;

    private static Task<HttpStatusCode> GetAsync(OutboundHttp outbound) => outbound.GetAsync(
        $"https://{Host}/tests.json", null, "*/*", 1024, (status, _, _) => Task.FromResult(status), TestContext.Current.CancellationToken);

    private static OutboundHttp Outbound(TlsApiServer server, string? file) => new(new KubernetesOptions
    {
        KubeconfigFolder = Path.GetTempPath(),
        Outbound = new()
        {
            CaFile = file,
            ConnectTo = ImmutableDictionary<string, string>.Empty.Add(Host, new Uri(server.Address).Authority),
        },
    });

    private string Write(string text)
    {
        var file = Path.Combine(folder, "ca.pem");
        File.WriteAllText(file, text);
        return file;
    }
}
