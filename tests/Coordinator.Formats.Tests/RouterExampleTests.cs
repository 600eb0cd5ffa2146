using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Formats.Tests;

/// <summary>The examples of <c>deploy/examples/routers</c> can be planned as they are.</summary>
public sealed class RouterExampleTests
{
    [Theory]
    [InlineData("service", RouterKind.Service, new[] { 100 })]
    [InlineData("replicas", RouterKind.Replicas, new[] { 10, 50, 100 })]
    [InlineData("gateway-api", RouterKind.GatewayApi, new[] { 10, 50, 100 })]
    [InlineData("istio", RouterKind.Istio, new[] { 10, 50, 100 })]
    public void Plan_EachExample_HasNoErrorAndItsSteps(string name, RouterKind kind, int[] weights)
    {
        var loaded = ReleaseFile.Load(Path.Combine(Golden.Root, "deploy", "examples", "routers", name + ".yaml"));
        Assert.Empty(loaded.Errors);
        var release = Assert.Single(loaded.Releases);

        var planned = Planner.Plan(release, [new ClusterSpec { Name = "eu-1", Region = "eu", InCluster = true }], new("test"));

        Assert.Empty(planned.Errors);
        Assert.Equal(kind, release.BlueGreen.Router.Kind);
        Assert.Equal(weights, planned.Plan!.Steps.Select(step => step.WeightPercent));
        Assert.Equal(kind is RouterKind.Replicas ? [(10, 20.0), (50, 50.0)] : [], planned.Plan.RealSteps.Select(step => (step.WeightPercent, step.RealPercent)));
    }
}
