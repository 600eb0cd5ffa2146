using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.Access;

public sealed class AccountTests
{
    private const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_may_with_its_token_what_its_bindings_say()
    {
        await using var simulation = await Simulation.StartAsync();
        simulation.Advance(1);
        var token = (string)JsonNode.Parse(await PostAsync(simulation, "/api/v1/namespaces/default/serviceaccounts/default/token", "{}"))!["status"]!["token"]!;
        var before = await StatusAsync(simulation, token, "/api/v1/namespaces/default/pods");
        await simulation.CreateAsync(Roles + "/rolebindings", """
            {"metadata": {"name": "viewers"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
             "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": "default"}]}
            """);
        var after = await StatusAsync(simulation, token, "/api/v1/namespaces/default/pods");
        var secrets = await StatusAsync(simulation, token, "/api/v1/namespaces/default/secrets");
        simulation.Time.Advance(TimeSpan.FromHours(2));
        var late = await StatusAsync(simulation, token, "/api/v1/namespaces/default/pods");

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized], [before, after, secrets, late]);
    }

    [Fact]
    public async Task A_budget_refuses_the_eviction_that_breaks_it()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 2);
        await simulation.CreateAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            """{"metadata": {"name": "web"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}}""");
        simulation.Advance(2);
        var pods = (await simulation.GetAsync("/api/v1/namespaces/default/pods"))["items"]!.AsArray()
            .Select(pod => (string)pod!["metadata"]!["name"]!).ToList();
        var codes = new List<HttpStatusCode>();
        foreach (var pod in pods)
        {
            using var reply = await simulation.SendAsync("POST", $"/api/v1/namespaces/default/pods/{pod}/eviction",
                $$$"""{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "{{{pod}}}"}}""");
            codes.Add(reply.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.TooManyRequests], codes);
    }

    [Theory]
    [InlineData("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", "/status/userInfo/username", "\"kubernetes-admin\"")]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"spec": {"namespace": "default"}}""", "/status/incomplete", "false")]
    [InlineData("/apis/authorization.k8s.io/v1/subjectaccessreviews",
        """{"spec": {"user": "coordinator", "resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "default"}}}""", "/status/allowed", "false")]
    public async Task Reviews_answer_at_once(string path, string body, string pointer, string value)
    {
        await using var simulation = await Simulation.StartAsync();
        JsonNode? found = JsonNode.Parse(await PostAsync(simulation, path, body));
        foreach (var part in pointer.Split('/').Skip(1)) found = found![part];

        Assert.Equal(value, found!.ToJsonString());
    }

    private static async Task<string> PostAsync(Simulation simulation, string path, string body)
    {
        using var reply = await simulation.SendAsync("POST", path, body);
        var text = await reply.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return text;
    }

    private static async Task<HttpStatusCode> StatusAsync(Simulation simulation, string token, string path)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, simulation.Address(path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var reply = await simulation.Client.SendAsync(message, Cancelled);
        return reply.StatusCode;
    }
}
