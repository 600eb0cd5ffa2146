namespace Coordinator.Simulator.Tests.Kubectl;

/// <summary><c>kubectl get --watch</c> goes on while other commands change what it looks at: two processes side by side.</summary>
public sealed class WatchTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task get_watch_prints_a_line_for_each_change()
    {
        await using var bench = await KubectlBench.StartAsync(Cancelled);
        await bench.RunAsync("kubectl apply -f web.yaml", Cancelled);
        using var watch = bench.Start("kubectl get service web --watch -o wide");
        try
        {
            Assert.Equal("NAME  TYPE  CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE  SELECTOR", await LineAsync());
            Assert.EndsWith("app=web,version=blue", await LineAsync(), StringComparison.Ordinal);

            await bench.RunAsync("""kubectl patch service web -p '{"spec":{"selector":{"version":"green"}}}'""", Cancelled);
            Assert.EndsWith("app=web,version=green", await LineAsync(), StringComparison.Ordinal);

            await bench.RunAsync("kubectl label service web team=a", Cancelled);
            Assert.EndsWith("app=web,version=green", await LineAsync(), StringComparison.Ordinal);

            await bench.RunAsync("kubectl delete service web", Cancelled);
            Assert.EndsWith("app=web,version=green", await LineAsync(), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }

        Assert.Empty(bench.Cluster.Problems);

        async Task<string> LineAsync() => Normalized.Output(await watch.StandardOutput.ReadLineAsync(Cancelled) + "\n").TrimEnd();
    }
}
