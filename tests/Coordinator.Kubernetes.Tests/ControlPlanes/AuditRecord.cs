using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.ControlPlanes;

/// <summary>The audit log of a control plane: a line for each write, with the object that it left.</summary>
internal sealed class AuditRecord
{
    private const string Marked = "marker";

    private int marks;

    public AuditRecord(string folder)
    {
        (PolicyPath, LogPath) = (Path.Combine(folder, "audit-policy.yaml"), Path.Combine(folder, "audit.log"));
        File.WriteAllText(PolicyPath, """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: RequestResponse, users: [administrator], verbs: [create, update, patch, delete]}
            - {level: None}
            """);
    }

    public string PolicyPath { get; }

    public string LogPath { get; }

    /// <summary>The adapter's writes that changed something: an object's version is new then.</summary>
    public async Task<Written[]> ReadAsync(HttpClient administrator, string address)
    {
        var mark = $"mark-{++marks}";
        using var body = new StringContent($$$"""{"metadata":{"labels":{"{{{Marked}}}":"{{{mark}}}"} } }""", null, "application/merge-patch+json");
        using var answer = await administrator.PatchAsync($"{address}/api/v1/namespaces/default?fieldManager=kubectl", body, Bench.Token);
        answer.EnsureSuccessStatusCode();
        var entries = Entries();
        await Bench.EventuallyAsync(() => Task.FromResult((entries = Entries()).Any(one => Left(one)?.Label(Marked) == mark)));
        var versions = new HashSet<string>();
        return
        [
            .. entries.Where(one => Left(one) is { } left && versions.Add($"{left.Kind()}/{left.Name()}/{left.Text("metadata", "resourceVersion")}")
                    && one.Text("userAgent")?.StartsWith("coordinator/", StringComparison.Ordinal) is true)
                .Select(one => new Written(Left(one)!.Kind(), Left(one)!.Name(), ManagerOf(one))),
        ];
    }

    /// <summary>A line that is not written to its end yet is none.</summary>
    private JsonObject[] Entries()
    {
        using var file = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!.AsObject())
                .Where(one => one.Whole("responseStatus", "code") is >= 200 and < 300),
        ];
    }

    private static JsonObject? Left(JsonObject entry) => entry["responseObject"] as JsonObject;

    private static string ManagerOf(JsonObject entry) =>
        System.Web.HttpUtility.ParseQueryString(entry.Text("requestURI")!.Split('?', 2).ElementAtOrDefault(1) ?? "")["fieldManager"] ?? "";
}
