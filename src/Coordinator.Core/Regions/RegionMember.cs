using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Views;

namespace Coordinator.Core.Regions;

/// <summary>An environment as its region knows it.</summary>
/// <param name="Report">Its last report; null before the first.</param>
/// <param name="Open">Directives that it has not confirmed, oldest first.</param>
/// <param name="Seen">Ids of directives from above that were taken, at most 32.</param>
public sealed record RegionMember(
    EnvironmentReport? Report, ImmutableArray<EnvironmentDirective> Open, ImmutableArray<string> Seen);
