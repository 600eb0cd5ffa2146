using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Gateway.Clusters;
using Coordinator.Gateway.Environments;
using Coordinator.Gateway.Events;
using Coordinator.Gateway.Health;
using Coordinator.Gateway.Metrics;
using Coordinator.Gateway.Pages;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Releases;
using Coordinator.Gateway.Replays;
using Coordinator.Gateway.Reports;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Prometheus;

namespace Coordinator.Gateway;

/// <summary>Composition of the gateway. The ports, the clock and the grain factory come from the container.</summary>
public static class GatewayHosting
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    /// <summary>Adds what the gateway needs. Readiness is the sum of all health checks: who composes the process adds those of its
    /// parts, the store's among them.</summary>
    /// <param name="services">The container.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="OptionsValidationException">With every error of the options and its configuration key.</exception>
    public static IServiceCollection AddCoordinatorGateway(this IServiceCollection services, GatewayOptions options)
    {
        if (options.Validate() is { IsEmpty: false } errors)
        {
            throw new OptionsValidationException(GatewayOptions.Section, typeof(GatewayOptions), errors);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSecurity(options);
        services.AddSingleton<Audit>().AddSingleton<GrainCalls>().AddSingleton<DocumentReader>();
        services.AddSingleton<ReleaseDirectory>().AddSingleton<ReleaseIntake>().AddSingleton<ReleaseActions>();
        services.AddSingleton<ClusterDirectory>().AddSingleton<EnvironmentDirectory>();
        services.AddSingleton<EventFeeds>().AddSingleton<EventEndpoints>();
        services.AddSingleton<ReportDirectory>();
        services.AddSingleton<ReleaseReplay>().AddSingleton<ReplayEndpoints>();
        services.AddSingleton<GatewayMetrics>().AddHostedService<MeterCollection>();
        services.AddSingleton<Readiness>().AddHealthChecks()
            .AddCheck<SiloCheck>("silo", timeout: CheckLimit).AddCheck<RegistryCheck>("registry", timeout: CheckLimit);
        services.AddOpenApi("v1");
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        return services;
    }

    /// <summary>Adds the silo's dashboard, without its log of everything; the gateway shows it to viewers and administrators.</summary>
    public static ISiloBuilder AddCoordinatorDashboard(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<DashboardPresence>();
        return silo.AddDashboard(dashboard => dashboard.HideTrace = true);
    }

    /// <summary>Puts the gateway into the application's pipeline, with all its addresses.</summary>
    public static WebApplication MapCoordinatorGateway(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        app.Use((context, next) =>
        {
            SecurityHeaders.Set(context);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = options.BodyLimit;
            }

            return next(context);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<SameOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        MapRoutes(app);
        return app;
    }

    private static void MapRoutes(WebApplication app)
    {
        HealthEndpoints.Map(app);
        PageEndpoints.Map(app);
        SignIn.Map(app);
        app.MapOpenApi();
        app.MapMetrics("/metrics", app.Services.GetRequiredService<GatewayMetrics>().Registry);
        if (app.Services.GetService<DashboardPresence>() is not null)
        {
            app.MapOrleansDashboard("/dashboard").RequireAuthorization(Policies.Dashboard);
        }

        var api = app.MapGroup("/api/v1");
        ReleaseEndpoints.Map(api);
        EventEndpoints.Map(api);
        ReplayEndpoints.Map(api);
        ReportEndpoints.Map(api);
        ClusterEndpoints.Map(api);
        EnvironmentEndpoints.Map(api);
    }

    /// <summary>Says that the silo has a dashboard, whose own services are not public.</summary>
    private sealed class DashboardPresence;
}
