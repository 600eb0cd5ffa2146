using Coordinator.Formats.Cluster;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Release;

namespace Coordinator.Formats.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void Schema_OfReleases_IsTheShippedFile() =>
        Golden.Check(Shipped("release.json"),
            SchemaDocument.Of(ReleaseShape.Shape, "https://coordinator.dev/schemas/v1/release.json"));

    [Fact]
    public void Schema_OfClusters_IsTheShippedFile() =>
        Golden.Check(Shipped("cluster.json"),
            SchemaDocument.Of(ClusterShape.Shape, "https://coordinator.dev/schemas/v1/cluster.json"));

    private static string Shipped(string name) => Path.Combine(Golden.Root, "deploy", "schemas", "v1", name);
}
