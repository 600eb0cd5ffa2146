using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Formats;

/// <summary>The Kubernetes objects of a text. With any error, none.</summary>
/// <param name="Objects">The objects in the order of the text, lists flattened.</param>
/// <param name="Errors">All that is wrong, in the order of the text.</param>
public sealed record ManifestResult(ImmutableArray<JsonObject> Objects, ImmutableArray<FormatError> Errors);
