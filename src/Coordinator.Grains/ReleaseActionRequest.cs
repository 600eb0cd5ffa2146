using System.Collections.Immutable;
using Coordinator.Core.Releases;

namespace Coordinator.Grains;

/// <summary>An action of a person, before the grain gives it its instant.</summary>
/// <param name="Id">Idempotency key.</param>
/// <param name="Action">What.</param>
/// <param name="By">Subject.</param>
/// <param name="Roles">The subject's roles.</param>
/// <param name="Wave">Only this wave; null = all.</param>
/// <param name="Environment">Only this environment (key or cluster name); null = all.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer]
public sealed record ReleaseActionRequest(
    [property: Id(0)] string Id, [property: Id(1)] ReleaseAction Action, [property: Id(2)] string By,
    [property: Id(3)] ImmutableArray<string> Roles, [property: Id(4)] string? Wave, [property: Id(5)] string? Environment,
    [property: Id(6)] string Reason);
