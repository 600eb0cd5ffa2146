using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>An object as it is applied, but for owner and turn.</summary>
/// <param name="Role">What it is to the colours.</param>
/// <param name="Color">Its colour; null where both use it.</param>
/// <param name="Base">Name before colouring.</param>
/// <param name="Body">The object.</param>
public sealed record ColoredObject(ManifestRole Role, Color? Color, string Base, JsonObject Body);
