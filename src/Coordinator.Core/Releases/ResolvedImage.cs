namespace Coordinator.Core.Releases;

/// <summary>What a tag was when the release first met it.</summary>
/// <param name="Digest">Digest that ran.</param>
/// <param name="Environment">The environment that ran it.</param>
public sealed record ResolvedImage(string Digest, string Environment);
