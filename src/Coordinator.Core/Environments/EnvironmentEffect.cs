using System.Text.Json.Serialization;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Environments;

/// <summary>Something to be done in the cluster. Performed at least once; repeated with the same turn it shows once.</summary>
/// <param name="Turn">Number of the decision: idempotency key and fence.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunPreflight), nameof(RunPreflight))]
[JsonDerivedType(typeof(PrepareTarget), nameof(PrepareTarget))]
[JsonDerivedType(typeof(AdoptWorkload), nameof(AdoptWorkload))]
[JsonDerivedType(typeof(RunPrepareJob), nameof(RunPrepareJob))]
[JsonDerivedType(typeof(DeployPreview), nameof(DeployPreview))]
[JsonDerivedType(typeof(RunChecks), nameof(RunChecks))]
[JsonDerivedType(typeof(EnsureCapacity), nameof(EnsureCapacity))]
[JsonDerivedType(typeof(ShiftTraffic), nameof(ShiftTraffic))]
[JsonDerivedType(typeof(RestoreTraffic), nameof(RestoreTraffic))]
[JsonDerivedType(typeof(RemovePreview), nameof(RemovePreview))]
[JsonDerivedType(typeof(RetirePrevious), nameof(RetirePrevious))]
[JsonDerivedType(typeof(FollowActive), nameof(FollowActive))]
[JsonDerivedType(typeof(SwitchWorkers), nameof(SwitchWorkers))]
public abstract record EnvironmentEffect(long Turn);

/// <summary>Look at the cluster.</summary>
public sealed record RunPreflight(long Turn) : EnvironmentEffect(Turn);

/// <summary>Namespace, configuration, Services.</summary>
public sealed record PrepareTarget(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Take over the uncoloured Deployment.</summary>
public sealed record AdoptWorkload(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Run a Job of <c>prepare</c>.</summary>
/// <param name="Turn">Number of the decision.</param>
/// <param name="Index">Its place in the plan.</param>
/// <param name="Deadline">When waiting for it ends.</param>
/// <param name="Color">The new colour; null in states of an older version.</param>
public sealed record RunPrepareJob(long Turn, int Index, DateTimeOffset Deadline, Color? Color = null) : EnvironmentEffect(Turn);

/// <summary>Apply the preview colour and wait for it.</summary>
public sealed record DeployPreview(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Run a check of a stage.</summary>
/// <param name="Turn">Number of the decision.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Index">The check's place in the stage's list.</param>
/// <param name="Color">The new colour.</param>
/// <param name="Deadline">When it ends as failed; null in states of an older version.</param>
public sealed record RunChecks(
    long Turn, CheckStage Stage, int Index = 0, Color Color = Color.Blue, DateTimeOffset? Deadline = null) : EnvironmentEffect(Turn);

/// <summary>Bring the preview colour to the full count.</summary>
public sealed record EnsureCapacity(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Give the preview colour its weight.</summary>
/// <param name="Turn">Turn of the effect.</param>
/// <param name="Order">Where users go.</param>
/// <param name="IsFirst">Whether it brings the first users: then the new colour is measured before.</param>
public sealed record ShiftTraffic(long Turn, TrafficOrder Order, bool IsFirst = false) : EnvironmentEffect(Turn);

/// <summary>Give all users back to the previous colour.</summary>
public sealed record RestoreTraffic(long Turn, TrafficOrder Order) : EnvironmentEffect(Turn);

/// <summary>Scale the preview colour to zero after going back.</summary>
public sealed record RemovePreview(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Scale the previous colour to zero after keepPrevious.</summary>
public sealed record RetirePrevious(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>Bring the previous colour up to the size of the one that serves, which has grown.</summary>
public sealed record FollowActive(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);

/// <summary>All users are on the new colour: scale its workers up, then those of the previous one down.</summary>
public sealed record SwitchWorkers(long Turn, ColorOrder Order) : EnvironmentEffect(Turn);
