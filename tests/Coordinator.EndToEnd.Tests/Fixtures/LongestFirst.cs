using Coordinator.EndToEnd.Tests.Fixtures;
using Xunit.Sdk;
using Xunit.v3;

// Releases take their time, and the processors wait: three at once keep two of them busy.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>What takes longest begins first, so that nothing is left to wait for at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(WholeExampleTests), nameof(RealPrometheusTests), nameof(BadInputTests), nameof(DemoTests)];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(PlaceOf).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int PlaceOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
