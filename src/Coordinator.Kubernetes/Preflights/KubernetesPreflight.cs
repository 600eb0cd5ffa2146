using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Looks at a cluster before a release touches it. Every check runs; one that may not read says so and fails.</summary>
internal sealed class KubernetesPreflight(
    ClusterConnections connections, EnvironmentManifests documents, Pacer pacer, EvidenceCheck evidence, LoadBudget loads) : IPreflight
{
    /// <inheritdoc />
    public async Task<PreflightReport> RunAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
        var call = new EnvironmentCall(plan, new Fence("", 0), new ClusterApi(connection, plan.Target.Namespace), pacer);
        var version = ClusterApi.VersionOf(await connection.SendAsync(ApiRequest.Get("/version"), cancellationToken));
        var manifests = await documents.ReadAsync(plan, cancellationToken);

        var findings = ImmutableArray.CreateBuilder<PreflightFinding>();
        findings.Add(VersionRule.Judge(version));
        var colors = await ColorsAsync(call, manifests, findings, cancellationToken);
        var preview = colors.SelectorColor is "blue" ? Color.Green : Color.Blue;
        var colored = await ColoredAsync(call, manifests, preview, findings, cancellationToken);
        var checks = new PreflightChecks(call, manifests, colored);
        await AddAsync(findings, "permission", () => new PermissionCheck(call, manifests).RunAsync(cancellationToken));
        var mayWrite = findings.All(one => one.Passed || one.Code is not "permission");
        await AddAsync(findings, "manifest", () => new ManifestCheck(call, manifests, colored, preview).RunAsync(mayWrite, cancellationToken));
        await AddAsync(findings, "configuration", () => checks.ConfigurationAsync(cancellationToken));
        await AddAsync(findings, "storage", () => checks.StorageAsync(cancellationToken));
        await AddAsync(findings, "router", () => new RouterCheck(call, manifests).RunAsync(cancellationToken));
        await AddAsync(findings, "capacity", () => new CapacityCheck(call, colored, colors, preview).RunAsync(cancellationToken));
        await AddAsync(findings, "other-controller", () => new ForeignControllers(call).RunAsync(cancellationToken));
        await AddAsync(findings, "namespace", () => NamespaceAsync(call, cancellationToken));
        findings.AddRange(LoadRules.Check(plan, loads, connection.Budget));
        findings.AddRange(await evidence.RunAsync(plan, cancellationToken));
        return new PreflightReport(version, findings.ToImmutable(), colors);
    }

    private static async Task<ColorObservation> ColorsAsync(
        EnvironmentCall call, ImmutableArray<JsonObject> manifests, ImmutableArray<PreflightFinding>.Builder findings,
            CancellationToken cancellationToken)
    {
        try
        {
            return await ColorReader.ReadAsync(call, manifests, cancellationToken);
        }
        catch (ApiRejectedException e)
        {
            findings.Add(new PreflightFinding("colors", false, $"the colours can't be read: {e.Message}"));
            return new ColorObservation { ServiceExists = false };
        }
    }

    private static async Task<ColoredManifests?> ColoredAsync(
        EnvironmentCall call, ImmutableArray<JsonObject> manifests, Color preview,
            ImmutableArray<PreflightFinding>.Builder findings,
        CancellationToken cancellationToken)
    {
        try
        {
            var service = await call.FindServiceAsync(cancellationToken);
            var colored = ManifestColoring.Color(ColoringOrder.Of(call.Plan, manifests, preview, service));
            findings.AddRange(colored.Errors.Select(error => new PreflightFinding("manifests", false, error)));
            return colored.Errors.IsEmpty ? colored : null;
        }
        catch (ApiRejectedException e)
        {
            findings.Add(new PreflightFinding("service", false, e.Message));
            return null;
        }
    }

    private static async Task<ImmutableArray<PreflightFinding>> NamespaceAsync(EnvironmentCall call,
        CancellationToken cancellationToken)
    {
        var name = call.Plan.Target.Namespace;
        var exists = await call.Api.FindAsync(ResourceKind.Namespaces, name, cancellationToken) is not null;
        return
        [
            exists || call.Plan.Target.CreateNamespace
                ? new PreflightFinding("namespace", true, $"Namespace/{name} {(exists ? "exists" : "will be created")}")
                : new PreflightFinding("namespace-missing", false,
                    $"Namespace/{name} does not exist; create it or set spec.target.createNamespace: true"),
        ];
    }

    private static async Task AddAsync(
        ImmutableArray<PreflightFinding>.Builder findings, string code, Func<Task<ImmutableArray<PreflightFinding>>> check)
    {
        try
        {
            findings.AddRange(await check());
        }
        catch (ApiRejectedException e)
        {
            findings.Add(new PreflightFinding(code, false, $"it can't be checked: {e.Message}"));
        }
    }
}
