using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>Composition of the silo's storage.</summary>
public static class StorageSiloBuilderExtensions
{
    /// <summary>Registers the grain storage of the <see cref="CoordinatorStorage"/> in the container, which must be open when the
    /// silo starts.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">Name of the storage provider; by default the one of grains that name none.</param>
    /// <param name="wrap">Wraps the storage, for tests that make it fail; null leaves it as it is.</param>
    public static ISiloBuilder AddCoordinatorGrainStorage(
        this ISiloBuilder builder,
        string name = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
        Func<IGrainStorage, IGrainStorage>? wrap = null)
    {
        builder.Services.AddStorageErrors();
        builder.Services.AddGrainStorage(name, (provider, _) =>
        {
            var storage = provider.GetRequiredService<CoordinatorStorage>().GrainState;
            return wrap is null ? storage : wrap(storage);
        });
        return builder;
    }
}
