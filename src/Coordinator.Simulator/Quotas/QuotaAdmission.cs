using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Quotas;

/// <summary>Refuses a new object that a quota of its namespace has no room for, and counts one that it has room for.</summary>
internal static class QuotaAdmission
{
    private static readonly WriteOptions By = WriteOptions.Internal("kube-apiserver", "status");

    public static void Admit(Cluster cluster, ApiKind kind, string ns, JsonObject item, bool dryRun)
    {
        if (!kind.Namespaced || kind == KindTable.Event) return;
        var quotas = cluster.Store.All(KindTable.ResourceQuota, ns).Where(quota => quota.Json["spec"]?["scopes"] is null).ToList();
        if (quotas.Count == 0) return;
        var name = item.Text("metadata", "name") ?? "";
        var counted = quotas.Select(quota => (Quota: quota, Wanted: Wanted(kind, item, quota))).Where(pair => pair.Wanted.Count > 0).ToList();
        foreach (var (quota, wanted) in counted) Check(kind, name, item, quota, wanted);
        if (dryRun) return;
        foreach (var (quota, wanted) in counted)
        {
            cluster.Writer.Modify(KindTable.ResourceQuota, ns, quota.Name, stored =>
            {
                var used = stored.Ensure("status", "used");
                foreach (var (resource, amount) in wanted)
                    used[resource] = Quantity.Text((Quantity.Parse(used[resource]) ?? 0) + amount, resource);
            }, By);
        }
    }

    private static Dictionary<string, decimal> Wanted(ApiKind kind, JsonObject item, StoredObject quota) =>
        quota.Json.Texts("spec", "hard").Keys.Select(resource => (resource, Amount: QuotaUse.Of(kind, item, resource)))
            .Where(pair => pair.Amount > 0 || QuotaUse.Silent(kind, item, pair.resource).Any())
            .ToDictionary(pair => pair.resource, pair => pair.Amount, StringComparer.Ordinal);

    private static void Check(ApiKind kind, string name, JsonObject item, StoredObject quota, Dictionary<string, decimal> wanted)
    {
        var silent = wanted.Keys.Order(StringComparer.Ordinal).Select(resource => (resource, By: QuotaUse.Silent(kind, item, resource).ToList()))
            .Where(pair => pair.By.Count > 0).ToList();
        if (silent.Count > 0)
        {
            throw StatusError.Forbidden(kind, name, $"failed quota: {quota.Name}: must specify "
                + string.Join("; ", silent.Select(pair => $"{pair.resource} for: {string.Join(',', pair.By)}")));
        }

        var hard = quota.Json.Texts("status", "hard");
        if (wanted.Keys.FirstOrDefault(resource => !hard.ContainsKey(resource)) is not null)
        {
            throw StatusError.Forbidden(kind, name, $"status unknown for quota: {quota.Name}, resources: "
                + string.Join(',', wanted.Keys.Where(resource => !hard.ContainsKey(resource)).Order(StringComparer.Ordinal)));
        }

        var over = wanted.Where(pair => Used(quota, pair.Key) + pair.Value > (Quantity.Parse(hard[pair.Key]) ?? 0))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        if (over.Count == 0) return;
        string Listed(Func<string, decimal, string> amount) => string.Join(',', over.Select(pair => $"{pair.Key}={amount(pair.Key, pair.Value)}"));
        throw StatusError.Forbidden(kind, name, $"exceeded quota: {quota.Name}, requested: {Listed((resource, amount) => Quantity.Text(amount, resource))}, "
            + $"used: {Listed((resource, _) => Quantity.Text(Used(quota, resource), resource))}, limited: {Listed((resource, _) => hard[resource])}");
    }

    private static decimal Used(StoredObject quota, string resource) => Quantity.Parse(quota.Json.At("status", "used", resource)) ?? 0;
}
