using Coordinator.Core;
using Coordinator.Grains.Actors;
using Coordinator.Grains.Environments;
using Coordinator.Grains.Releases;
using Coordinator.Grains.Sweep;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Coordinator.Grains;

/// <summary>Registers the grains' own services.</summary>
public static class GrainsHosting
{
    /// <summary>Adds what the grains need beside the ports and a default grain storage: clock, effects, sweep, serializer.</summary>
    public static IServiceCollection AddCoordinatorGrains(this IServiceCollection services, CoordinatorClock clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton<ActorServices>();
        services.AddSingleton<EnvironmentEffects>();
        services.AddSingleton<GateEffects>();
        services.AddHostedService<UnfinishedSweep>();
        return services.AddCoreSerializer();
    }

    /// <summary>Core's records cross grain calls as JSON, so that Core references nothing.</summary>
    public static IServiceCollection AddCoreSerializer(this IServiceCollection services) => services.AddSerializer(serializer =>
        serializer.AddJsonSerializer(
            isSupported: type => type.Namespace?.StartsWith("Coordinator.Core", StringComparison.Ordinal) is true && !type.IsEnum,
            jsonSerializerOptions: CoreJson.Options));
}
