using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using static Coordinator.Kubernetes.Tests.Fixtures.AccessBench;

namespace Coordinator.Kubernetes.Tests.Clusters.Access;

/// <summary>Credentials change while the coordinator runs: the next call takes the new ones, calls under way end as they
/// began.</summary>
public sealed class RotationTests
{
    /// <summary>Long enough that nothing is looked at again unless a server asks for it.</summary>
    private static readonly Func<KubernetesOptions, KubernetesOptions> Rarely =
        options => options with { RecheckAfter = TimeSpan.FromMinutes(10) };

    [Fact]
    public async Task A_token_file_is_read_again()
    {
        await using var bench = await StartAsync();
        bench.Write("token", "first\n");
        bench.Write("kubeconfig", bench.Kubeconfig("{tokenFile: token}"));
        var before = await bench.SeenAsync();

        bench.Write("token", "second\n");
        var after = await bench.SeenAsync();

        Assert.Equal(("first", "second"), (before.Token, after.Token));
        Assert.Equal(before.Connection, after.Connection);
    }

    [Fact]
    public async Task A_client_certificate_is_replaced_and_a_call_under_way_goes_on()
    {
        await using var bench = await StartAsync();
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        bench.Server.Answer = async context =>
        {
            if (context.Request.Path == "/slow")
            {
                entered.SetResult();
                await leave.Task;
            }
        };
        bench.Write("kubeconfig", bench.Kubeconfig(bench.CertificateUser("first")));
        var slow = bench.SendAsync(ApiRequest.Get("/slow") with { Attempts = 1 });
        await entered.Task;

        bench.Write("kubeconfig", bench.Kubeconfig(bench.CertificateUser("second")));
        var after = await bench.SeenAsync();
        leave.SetResult();

        Assert.True((await slow).Succeeded);
        Assert.Equal("second", after.Certificate);
        Assert.Equal("first", bench.Server.Calls.First().Certificate);
    }

    [Fact]
    public async Task A_mounted_Secret_whose_link_is_swapped_is_read_again()
    {
        await using var bench = await StartAsync();
        Volume("1", "first");
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "mount", "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "mount", "kubeconfig"), "..data/kubeconfig");
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "mount", "token"), "..data/token");
        bench.Register(new ClusterSpec { Name = "one", Region = "eu", Kubeconfig = new("mount/kubeconfig", null) });
        Assert.Equal("first", (await bench.SeenAsync()).Token);

        // The kubelet writes a new folder and puts a link to it in the old one's place.
        Volume("2", "other");
        Directory.Delete(Path.Combine(bench.Folder, "mount", "..data"));
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "mount", "..data"), "..2");

        Assert.Equal("other", (await bench.SeenAsync()).Token);

        void Volume(string number, string token)
        {
            bench.Write($"mount/..{number}/kubeconfig", bench.Kubeconfig("{tokenFile: token}"));
            bench.Write($"mount/..{number}/token", token);
        }
    }

    [Fact]
    public async Task The_token_and_authority_of_a_pod_are_read_again()
    {
        await using var other = await StartAsync();
        await using var bench = await StartAsync(options => options with { InClusterServer = new Uri(other.Server.Address) });
        bench.Register(new ClusterSpec { Name = "one", Region = "eu", InCluster = true });
        bench.Write("account/token", "first");
        bench.Write("account/ca.crt", other.Authority.Pem);
        await bench.SendAsync();

        using var authority = TestAuthority.Root("next");
        other.Server.Certificate = authority.Server(["127.0.0.1"]);
        bench.Write("account/token", "second");
        bench.Write("account/ca.crt", other.Authority.Pem + "\n" + authority.Pem);
        await bench.SendAsync();

        Assert.Equal(["first", "second"], other.Server.Calls.Select(call => call.Token));
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_the_call_repeated_once()
    {
        await using var bench = await StartAsync(Rarely);
        bench.Server.Answer = context => Refuse(context, "Bearer old");
        bench.Write("token", "old");
        bench.Write("kubeconfig", bench.Kubeconfig("{tokenFile: token}"));
        await bench.ConnectAsync();
        bench.Write("token", "new");

        var answer = await bench.SendAsync(new ApiRequest { Method = HttpMethod.Post, Path = "/x", Body = "{}", Attempts = 1 });

        Assert.True(answer.Succeeded);
        Assert.Equal(["old", "new"], bench.Server.Calls.Select(call => call.Token));
    }

    [Fact]
    public async Task A_refused_token_that_stays_is_told_after_one_call()
    {
        await using var bench = await StartAsync(Rarely);
        bench.Server.Answer = context => Refuse(context, "Bearer old");
        bench.Write("kubeconfig", bench.Kubeconfig("{token: old}"));

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(() => bench.SendAsync());

        Assert.Contains("401", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("old", fault.Message, StringComparison.Ordinal);
        Assert.Single(bench.Server.Calls);
    }

    [Theory]
    [InlineData("{\"kind\":\"Status\",\"reason\":\"Unauthorized\",\"code\":401}", true)]
    [InlineData("{\"error\":\"log in\"}", false)]
    [InlineData("log in", false)]
    public async Task A_pod_that_answers_401_says_nothing_about_our_credentials(string body, bool isApiServer)
    {
        await using var bench = await StartAsync();
        bench.Server.Answer = async context =>
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync(body, context.RequestAborted);
        };
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}"));
        var connection = await bench.ConnectAsync();

        var call = connection.ExecuteAsync(ApiRequest.Get("/proxy/admin") with { Proxied = true },
            async (status, content, token) => ((int)status, await new StreamReader(content).ReadToEndAsync(token)), Token);

        if (isApiServer)
        {
            await Assert.ThrowsAsync<ClusterAccessException>(() => call);
        }
        else
        {
            Assert.Equal((401, body), await call);
        }
    }

    [Fact]
    public async Task A_new_authority_is_read_when_the_old_one_no_longer_fits()
    {
        await using var bench = await StartAsync(Rarely);
        using var next = TestAuthority.Root("next");
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}"));
        await bench.ConnectAsync();
        bench.Server.Certificate = next.Server(["127.0.0.1"]);
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}", authority: next.Pem));

        Assert.True((await bench.SendAsync()).Succeeded);
    }

    [Fact]
    public async Task A_rollback_goes_on_with_the_last_credentials_while_a_kubeconfig_is_broken()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}"));
        await bench.SendAsync();
        bench.Write("kubeconfig", "clusters: [");

        var rollback = await bench.SendAsync(ApiRequest.Get("/x") with { Priority = ApiPriority.Rollback });

        Assert.True(rollback.Succeeded);
        await Assert.ThrowsAsync<ClusterAccessException>(() => bench.SendAsync());
        bench.Write("kubeconfig", bench.Kubeconfig("{token: mended}"));
        Assert.Equal("mended", (await bench.SeenAsync()).Token);
    }

    [Fact]
    public async Task A_changed_registration_is_taken_over()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig("{token: first}"));
        bench.Write("elsewhere", bench.Kubeconfig("{token: second}"));
        await bench.SendAsync();

        bench.Register(new ClusterSpec { Name = "one", Region = "eu", Kubeconfig = new("elsewhere", null) });

        Assert.Equal("second", (await bench.SeenAsync()).Token);
    }

    private static Task Refuse(HttpContext context, string authorization)
    {
        context.Response.StatusCode = context.Request.Headers.Authorization == authorization ? 401 : 200;
        return Task.CompletedTask;
    }
}
