using System.Collections.Immutable;

namespace Coordinator.Formats.Fields;

/// <summary><c>metadata</c> of a document.</summary>
internal sealed record ResourceMetadata(string Name, ImmutableSortedDictionary<string, string> Labels);
