namespace Coordinator.Grains.Tests.Access;

/// <summary>What becomes of a release.</summary>
internal enum Fate
{
    /// <summary>It succeeds.</summary>
    Good,

    /// <summary>It passes its checks, then answers users with errors, and is rolled back.</summary>
    Bad,

    /// <summary>Its pods, under another selector, never start.</summary>
    Broken,
}
