using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>The control API of the simulator that an installation started.</summary>
internal sealed partial class SimulatorControl : IDisposable
{
    private readonly HttpClient http = new();

    private SimulatorControl(string token, string address)
    {
        (Token, Address) = (token, address);
        http.BaseAddress = new($"http://{address}/simulator/v1/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The administrator's token.</summary>
    public string Token { get; }

    /// <summary>Address and port.</summary>
    public string Address { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static SimulatorControl Of(Installation installation)
    {
        var server = ServerAddress().Match(File.ReadAllText(Path.Combine(installation.Folder, "kubeconfig")));
        return new(server.Groups[1].Value, server.Groups[2].Value);
    }

    /// <summary>The clusters' clock.</summary>
    public async Task<DateTimeOffset> NowAsync() => (DateTimeOffset)(await GetAsync("state"))!["now"]!;

    /// <summary>Users come for a Service of a cluster.</summary>
    public async Task StartTrafficAsync(string cluster, string ns, string service, double requestsPerSecond)
    {
        using var answer = await http.PostAsJsonAsync($"clusters/{cluster}/traffic", new { @namespace = ns, service, requestsPerSecond }, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>What the users of a Service saw.</summary>
    public async Task<JsonNode> TrafficAsync(string cluster, string ns, string service) =>
        (await GetAsync($"clusters/{cluster}/traffic/{ns}/{service}"))!;

    /// <summary>What was written in a cluster, by whoever, oldest first.</summary>
    public async Task<JsonArray> AuditAsync(string cluster)
    {
        var audit = await GetAsync($"clusters/{cluster}/audit?limit=10000");
        return audit as JsonArray ?? audit!["entries"]!.AsArray();
    }

    /// <summary>The pods of a namespace.</summary>
    public async Task<IEnumerable<JsonNode>> PodsAsync(string cluster, string ns) =>
        (await GetAsync($"/clusters/{cluster}/api/v1/namespaces/{ns}/pods"))!["items"]!.AsArray().OfType<JsonNode>();

    public void Dispose() => http.Dispose();

    private async Task<JsonNode?> GetAsync(string path) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled));

    [GeneratedRegex("http://token:([0-9a-f]+)@([0-9.:]+)/clusters/")]
    private static partial Regex ServerAddress();
}
