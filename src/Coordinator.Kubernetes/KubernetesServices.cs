using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks;
using Coordinator.Kubernetes.Checks.InCluster;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Jobs;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Preflights;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Kubernetes.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Coordinator.Kubernetes;

/// <summary>Registration of the adapter.</summary>
public static class KubernetesServices
{
    /// <summary>
    /// Adds <see cref="IPreflight"/>, <see cref="IWorkloads"/>, <see cref="IPreviousColor"/>, <see cref="IWorkers"/>,
    /// <see cref="IJobs"/>, <see cref="IChecks"/>, <see cref="ITrafficRouter"/> and <see cref="IMetricSource"/> for
    /// clusters of the registry. Needs <see cref="IRegistry"/>, <see cref="IDocuments"/> and logging.
    /// </summary>
    /// <exception cref="OptionsValidationException">Options are out of range; names every one with its configuration
    /// key.</exception>
    public static IServiceCollection AddKubernetesAdapter(this IServiceCollection services, KubernetesOptions options)
    {
        string[] errors = [.. options.Errors()];
        if (errors.Length > 0)
        {
            throw new OptionsValidationException("Kubernetes", typeof(KubernetesOptions), errors);
        }

        services.AddSingleton(options);
        services.AddSingleton<ClusterConnections>();
        services.AddSingleton<EnvironmentManifests>();
        services.AddSingleton(provider => new Pacer(
            options.Clock ?? provider.GetService<TimeProvider>() ?? TimeProvider.System, options.Wall));
        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<Scraper>();
        services.AddSingleton<ScrapeReader>();
        services.AddSingleton<Prober>();
        services.AddSingleton<RequestCounter>();
        services.AddSingleton<ReleaseFiles>();
        services.AddSingleton<PrometheusQueries>();
        services.AddSingleton<IPreflight, KubernetesPreflight>();
        services.AddSingleton<IWorkloads, KubernetesWorkloads>();
        services.AddSingleton<IPreviousColor, KubernetesPreviousColor>();
        services.AddSingleton<IWorkers, KubernetesWorkers>();
        services.AddSingleton<IJobs, KubernetesJobs>();
        services.AddSingleton<HttpCheck>();
        services.AddSingleton<ObjectCheck>();
        services.AddSingleton(new LoadBudget(options.Outbound.LoadPerSecond, LoadBudget.DefaultConnections));
        services.AddSingleton<LoadCheck>();
        services.AddSingleton<EvidenceCheck>();
        services.AddSingleton<PrometheusCheck>();
        services.AddSingleton<CheckAttempt>();
        services.AddSingleton<CheckAttempts>();
        services.AddSingleton<ClusterCheck>();
        services.AddSingleton<IChecks, KubernetesChecks>();
        services.AddSingleton<ITrafficRouter, KubernetesRouter>();
        services.AddSingleton<IMetricSource, KubernetesMetricSource>();
        return services;
    }
}
