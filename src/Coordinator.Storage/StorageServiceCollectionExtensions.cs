using Coordinator.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;

namespace Coordinator.Storage;

/// <summary>Composition of the store.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="CoordinatorStorage"/> and its ports <see cref="IJournal"/>, <see cref="IDocuments"/> and
    /// <see cref="IRegistry"/> as singletons, and opens the store before any hosted service of the host starts.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="options">Where and how to store; validated when the host starts.</param>
    /// <param name="grainState">How grain state becomes JSON; null for the defaults.</param>
    public static IServiceCollection AddCoordinatorStorage(
        this IServiceCollection services, StorageOptions options, GrainStateOptions? grainState = null) => services
            .AddSingleton(provider => new CoordinatorStorage(options, grainState, provider.GetService<ILoggerFactory>()))
            .AddSingleton(static provider => provider.GetRequiredService<CoordinatorStorage>().Journal)
            .AddSingleton(static provider => provider.GetRequiredService<CoordinatorStorage>().Documents)
            .AddSingleton(static provider => provider.GetRequiredService<CoordinatorStorage>().Registry)
            .AddHostedService<StorageOpening>();

    /// <summary>
    /// Lets the errors of the ports, and those of the PostgreSQL driver within them, cross a grain call: without it the
    /// caller gets a <c>CodecNotFoundException</c> instead. The silo has it by
    /// <see cref="StorageSiloBuilderExtensions.AddCoordinatorGrainStorage"/>; a client in another process needs it too.
    /// </summary>
    public static IServiceCollection AddStorageErrors(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(static options =>
        {
            options.SupportedNamespacePrefixes.Add(typeof(StorageUnavailableException).Namespace!);
            options.SupportedNamespacePrefixes.Add(nameof(Npgsql));
        });
}
