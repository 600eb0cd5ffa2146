namespace Coordinator.Grains.Environments;

/// <summary>The measurements of an environment that take longer than a look.</summary>
internal sealed class UnderWay
{
    private readonly HashSet<string> metrics = new(StringComparer.Ordinal);

    /// <summary>Names of their metrics.</summary>
    public IReadOnlySet<string> Metrics => metrics;

    /// <summary>Whether one of them compares the colours.</summary>
    public bool IsComparing { get; private set; }

    /// <summary>One more.</summary>
    public void Add(Measuring one)
    {
        metrics.UnionWith(one.Metrics);
        IsComparing |= one.IsComparing;
    }

    /// <summary>One ended.</summary>
    public void Remove(Measuring one)
    {
        metrics.ExceptWith(one.Metrics);
        IsComparing &= !one.IsComparing;
    }
}
