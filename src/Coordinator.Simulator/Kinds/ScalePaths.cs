namespace Coordinator.Simulator.Kinds;

/// <summary>Where an object keeps what its scale subresource shows.</summary>
/// <param name="Wanted">Path of the wanted replicas.</param>
/// <param name="Actual">Path of the replicas that there are.</param>
/// <param name="Selector">Path of the label selector: a LabelSelector or its text.</param>
internal sealed record ScalePaths(string[] Wanted, string[] Actual, string[] Selector)
{
    public static readonly ScalePaths BuiltIn = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);
}
