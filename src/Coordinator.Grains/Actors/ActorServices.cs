using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Actors;

/// <summary>What all actors share.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Journal">Where rows go.</param>
/// <param name="Documents">Plans, manifests, samples.</param>
/// <param name="Registry">What exists.</param>
/// <param name="Logger">Log.</param>
public sealed record ActorServices(
    CoordinatorClock Clock, IJournal Journal, IDocuments Documents, IRegistry Registry, ILogger<ActorServices> Logger);
