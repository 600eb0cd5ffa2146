using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;
using Coordinator.Kubernetes.Rbac;

namespace Coordinator.Grains.Tests.Access;

/// <summary>Whole releases as a user who has the roles that <c>plan --rbac</c> prints, and no other right.</summary>
public sealed class MinimalRoleTests
{
    private const string Cluster = "poor";

    [Theory]
    [InlineData(RouterKind.Service)]
    [InlineData(RouterKind.Replicas)]
    [InlineData(RouterKind.GatewayApi)]
    [InlineData(RouterKind.Istio)]
    public async Task A_release_and_a_rollback_run_with_the_printed_roles_alone(RouterKind router)
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-roles-").FullName;
        await fleet.AddClusterAsync(Cluster);
        foreach (var (path, text) in WholeRelease.Before)
        {
            await fleet.ApplyAsync(Cluster, path, text);
        }

        // A cluster where others might move users: each right that looks for them is used.
        foreach (var (group, version, plural, kind) in ((string, string, string, string)[])
            [("argoproj.io", "v1alpha1", "rollouts", "Rollout"), ("flagger.app", "v1beta1", "canaries", "Canary")])
        {
            await fleet.ApplyAsync(Cluster, $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{group}", $$$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.{{{group}}}"},
                 "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"kind":"{{{kind}}}","plural":"{{{plural}}}"},
                 "versions":[{"name":"{{{version}}}","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"} } }]} }
                """);
        }

        var bad = Planned("2", router, Fate.Bad);
        var roles = Roles(bad);
        foreach (var role in roles.Objects)
        {
            await fleet.ApplyAsync(Cluster, PathOf(role), role.ToJsonString());
        }

        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterLimitedAsync(process, folder, Cluster);
            await EndsAsync(fleet, process, bad, ReleasePhase.RolledBack);
            await EndsAsync(fleet, process, Planned("3", router, Fate.Broken), ReleasePhase.Failed);
            await EndsAsync(fleet, process, Planned("4", router, Fate.Good), ReleasePhase.Succeeded);
        }

        Assert.Empty(fleet.Cluster(Cluster).MissedRights);
        var unused = Granted(roles).Except(Used(fleet, roles), StringComparer.Ordinal).ToArray();
        Assert.True(unused.Length is 0, $"granted for nothing: {string.Join(", ", unused)}");
        Directory.Delete(folder, recursive: true);
    }

    private static PlanResult Planned(string version, RouterKind router, Fate fate) =>
        Fleet.Plan(WholeRelease.Of(version, router, fate, Cluster), Cluster);

    private static async Task EndsAsync(Fleet fleet, SiloProcess process, PlanResult release, ReleasePhase phase)
    {
        await fleet.SubmitAsync(process, release);
        var ended = await fleet.WaitEndedAsync(process, release.Plan!.Release);
        Assert.True(ended.Phase == phase, CoreJson.Write(ended));
    }

    /// <summary>Each right of the roles: verb, resource and, in a Role, the namespace.</summary>
    private static IEnumerable<string> Granted(ClusterRoles roles) =>
        from role in roles.Objects.Where(one => one["rules"] is not null)
        from rule in role["rules"]!.AsArray()
        from verb in rule["verbs"]!.AsArray()
        let ns = (string?)role["metadata"]!["namespace"] is { } name ? $" {name}" : ""
        let dotted = (string)rule["apiGroups"]![0]! is { Length: > 0 } named ? $".{named}" : ""
        select $"{verb} {rule["resources"]![0]}{dotted}{ns}";

    /// <summary>Each right that was used. What is granted in the whole cluster covers its namespaces.</summary>
    private static IEnumerable<string> Used(Fleet fleet, ClusterRoles roles)
    {
        var granted = Granted(roles).ToHashSet(StringComparer.Ordinal);
        return fleet.Cluster(Cluster).UsedRights
            .Select(used => !granted.Contains(used) && used.EndsWith(" shop", StringComparison.Ordinal) ? used[..^" shop".Length] : used);
    }

    private static ClusterRoles Roles(PlanResult planned)
    {
        var documents = planned.Documents.ToDictionary(Digest.Of, StringComparer.Ordinal);
        var plan = CoreJson.Read<EnvironmentPlan>(documents[planned.Plan!.Waves[0].Environments[0].PlanDigest]);
        return ClusterRoles.Of(
            plan, [.. JsonNode.Parse(documents[plan.ManifestsDigest])!.AsArray().OfType<JsonObject>()], new RbacSubject("User", "coordinator", null));
    }

    private static string PathOf(JsonObject one)
    {
        var ns = (string?)one["metadata"]!["namespace"];
        return $"apis/rbac.authorization.k8s.io/v1{(ns is null ? "" : $"/namespaces/{ns}")}/{((string)one["kind"]!).ToLowerInvariant()}s/{one["metadata"]!["name"]}";
    }
}
