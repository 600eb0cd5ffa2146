namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A write of the adapter that changed something.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Name">Its name.</param>
/// <param name="Manager">Field manager.</param>
internal sealed record Written(string Kind, string Name, string Manager)
{
    public string Object => $"{Kind}/{Name}";
}
