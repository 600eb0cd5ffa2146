using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <summary>The contract over a simulated cluster.</summary>
public sealed class SimulatedAdapterTests : AdapterContract
{
    private protected override async Task WithAsync(bool needsPods, Func<Bench, Task> test)
    {
        await using var bench = await Bench.StartAsync();
        await test(bench);
    }
}
