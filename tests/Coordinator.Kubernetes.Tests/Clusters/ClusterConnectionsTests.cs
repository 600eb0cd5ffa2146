using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Clusters;

public sealed class ClusterConnectionsTests
{
    [Theory]
    [InlineData("absent", "one", "absent")]
    [InlineData("garbage", "one", "garbage")]
    [InlineData("kubeconfig", "nowhere", "nowhere")]
    [InlineData("../kubeconfig", "one", "outside the folder")]
    public async Task A_kubeconfig_that_can_not_be_used_is_told(string path, string context, string told)
    {
        await using var bench = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "garbage"), "clusters: [", Token);
        bench.Register("two", new KubeconfigRef(path, context));
        var plan = await bench.PlanAsync();

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(() => bench.Router.ObserveAsync(
            plan with { Key = new EnvironmentKey("two", Namespace, "svgx-engine") }, Token));

        Assert.Contains(told, fault.Message);
    }

    [Fact]
    public async Task Certificates_are_always_verified()
    {
        await using var bench = await StartAsync();
        var text = bench.Simulator.RenderKubeconfig().Replace("  cluster:\n", "  cluster:\n    insecure-skip-tls-verify: true\n");
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "insecure"), text, Token);
        bench.Register("one", new KubeconfigRef("insecure", "one"));

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(
            async () => await bench.Router.ObserveAsync(await bench.PlanAsync(), Token));

        Assert.Contains("insecure-skip-tls-verify", fault.Message);
    }

    [Fact]
    public async Task A_cluster_that_is_not_registered_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(() => bench.Preflight.RunAsync(
            plan with { Key = new EnvironmentKey("unknown", Namespace, "svgx-engine") }, Token));

        Assert.Contains("not registered", fault.Message);
    }

    [Fact]
    public async Task Refused_credentials_are_told()
    {
        await using var bench = await StartAsync();
        var text = bench.Simulator.RenderKubeconfig().Replace(bench.Simulator.AdministratorToken, "wrong");
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "kubeconfig"), text, Token);

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(
            async () => await bench.Router.ObserveAsync(await bench.PlanAsync(), Token));

        Assert.Contains("401", fault.Message);
        Assert.DoesNotContain("wrong", fault.Message);
    }

    [Fact]
    public async Task A_changed_kubeconfig_is_read_again()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        await bench.Router.ObserveAsync(plan, Token);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "kubeconfig"), "clusters: []", Token);

        await Assert.ThrowsAsync<ClusterAccessException>(() => bench.Router.ObserveAsync(plan, Token));
    }

    [Theory]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.DropBefore)]
    public async Task A_read_is_repeated_a_limited_number_of_times(FaultKind kind)
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        bench.Cluster.PutFault(new Fault { Kind = kind, Count = 3, RetryAfterSeconds = 0 });
        await bench.Router.ObserveAsync(plan, Token);

        bench.Cluster.PutFault(new Fault { Kind = kind, Count = 4, RetryAfterSeconds = 0 });
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.Router.ObserveAsync(plan, Token));
        await bench.Router.ObserveAsync(plan, Token);
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_in_wall_time()
    {
        await using var bench = await StartAsync(factor: 0.001);
        var plan = await bench.PlanAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.Latency, Delay = TimeSpan.FromMinutes(10), Count = 4 });

        var fault = await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.Router.ObserveAsync(plan, Token));

        Assert.Contains("no answer within 2 s", fault.Message);
    }

    [Fact]
    public void Options_are_validated_with_their_keys()
    {
        var options = new KubernetesOptions { KubeconfigFolder = "/nowhere/at/all", CallTimeout = TimeSpan.Zero, Attempts = 0 };

        var invalid = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddKubernetesAdapter(options));

        Assert.Equal(
            ["Kubernetes:KubeconfigFolder", "Kubernetes:CallTimeout", "Kubernetes:Attempts"],
            invalid.Failures.Select(failure => failure[..failure.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_registration_that_can_not_be_read_is_told()
    {
        await using var bench = await StartAsync();
        bench.Registry.Set(new RegistryRow("cluster", "one", CoreJson.Write(new { name = 1 }), null));

        await Assert.ThrowsAsync<ClusterAccessException>(
            async () => await bench.Router.ObserveAsync(await bench.PlanAsync(), Token));
    }
}
