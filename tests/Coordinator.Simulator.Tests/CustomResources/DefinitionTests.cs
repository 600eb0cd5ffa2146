using System.Net;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.CustomResources;

public sealed class DefinitionTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Rockets = "/apis/tests.example/v1/namespaces/default/rockets";

    private const string Rocket = """
        {"metadata": {"name": "rockets.tests.example"}, "spec": {"group": "tests.example", "scope": "Namespaced",
         "names": {"plural": "rockets", "kind": "Rocket"}, "versions": [
           {"name": "v1", "served": true, "storage": true, "subresources": {"status": {}, "scale": {
              "specReplicasPath": ".spec.stages", "statusReplicasPath": ".status.stages", "labelSelectorPath": ".status.selector"}},
            "additionalPrinterColumns": [{"name": "Stages", "type": "integer", "jsonPath": ".spec.stages"},
              {"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status"}],
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
              "spec": {"type": "object", "required": ["stages"], "properties": {
                "stages": {"type": "integer", "minimum": 0, "maximum": 5}, "name": {"type": "string", "maxLength": 5, "pattern": "^[a-z]*$"},
                "fuel": {"type": "string", "enum": ["ion", "solid"], "default": "ion"},
                "crew": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                  "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}},
              "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}},
           {"name": "v1beta1", "served": true, "storage": false,
            "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"stages": 6}""", "spec.stages: Invalid value: 6: spec.stages in body should be less than or equal to 5")]
    [InlineData("""{"stages": "2"}""", "spec.stages: Invalid value: \"string\": spec.stages in body must be of type integer: \"string\"")]
    [InlineData("""{}""", "spec.stages: Required value")]
    [InlineData("""{"stages": 1, "fuel": "tea"}""", "spec.fuel: Unsupported value: \"tea\": supported values: \"ion\", \"solid\"")]
    [InlineData("""{"stages": 1, "name": "abcdef"}""", "spec.name: Too long: may not be more than 5 bytes")]
    [InlineData("""{"stages": 1, "name": "A"}""", "spec.name: Invalid value: \"A\": spec.name in body should match '^[a-z]*$'")]
    [InlineData("""{"stages": 1, "crew": [{"name": "a"}, {"name": "a"}]}""", "spec.crew[1]: Duplicate value: {\"name\":\"a\"}")]
    public async Task A_resource_that_breaks_its_schema_is_refused(string spec, string why)
    {
        await using var simulation = await DefinedAsync();
        using var refused = await simulation.SendAsync("POST", Rockets, $$"""{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {{spec}}}""");
        var status = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancelled))!;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal($"Rocket.tests.example \"one\" is invalid: {why}", (string)status["message"]!);
    }

    [Fact]
    public async Task Unknown_fields_go_and_defaults_come()
    {
        await using var simulation = await DefinedAsync();
        await simulation.CreateAsync(Rockets,
            """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {"stages": 1, "wings": 2, "free": {"x": 1}, "name": ""}}""");
        var spec = (await simulation.GetAsync(Rockets + "/one"))["spec"]!;
        using var strict = await simulation.SendAsync("POST", Rockets + "?fieldValidation=Strict",
            """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "two"}, "spec": {"stages": 1, "wings": 2}}""");

        Assert.Equal("""{"stages":1,"free":{"x":1},"name":"","fuel":"ion"}""", spec.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, strict.StatusCode);
        Assert.Contains("unknown field \\\"spec.wings\\\"", await strict.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Two_appliers_share_a_list_by_its_keys()
    {
        await using var simulation = await DefinedAsync();
        foreach (var name in (string[])["ann", "bob"])
        {
            using var applied = await simulation.SendAsync("PATCH", $"{Rockets}/one?fieldManager={name}", $$$"""
                {"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"},
                 "spec": {"stages": 1, "crew": [{"name": "{{{name}}}", "age": 40}]}}
                """, "application/apply-patch+yaml");
            Assert.True(applied.IsSuccessStatusCode, await applied.Content.ReadAsStringAsync(Cancelled));
        }

        using var left = await simulation.SendAsync("PATCH", $"{Rockets}/one?fieldManager=ann",
            """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {"stages": 1}}""",
            "application/apply-patch+yaml");
        var crew = (await simulation.GetAsync(Rockets + "/one"))["spec"]!["crew"]!.AsArray();

        Assert.Equal("""[{"name":"bob","age":40}]""", crew.ToJsonString());
    }

    [Fact]
    public async Task Every_version_shows_the_same_object_and_the_scale_its_own_field()
    {
        await using var simulation = await DefinedAsync();
        await simulation.CreateAsync(Rockets, """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {"stages": 1}}""");
        using var scaled = await simulation.SendAsync("PATCH", Rockets + "/one/scale", """{"spec": {"replicas": 3}}""", "application/merge-patch+json");
        var older = await simulation.GetAsync("/apis/tests.example/v1beta1/namespaces/default/rockets/one");
        var group = await simulation.GetAsync("/apis/tests.example");

        Assert.Equal(HttpStatusCode.OK, scaled.StatusCode);
        Assert.Equal("tests.example/v1beta1", (string)older["apiVersion"]!);
        Assert.Equal(3, (int)older["spec"]!["stages"]!);
        Assert.Equal("v1", (string)group["preferredVersion"]!["version"]!);
    }

    [Fact]
    public async Task A_table_has_the_columns_of_the_definition()
    {
        await using var simulation = await DefinedAsync();
        await simulation.CreateAsync(Rockets, """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {"stages": 2}}""");
        using var status = await simulation.SendAsync("PATCH", Rockets + "/one/status",
            """{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}""", "application/merge-patch+json");
        using var message = new HttpRequestMessage(HttpMethod.Get, simulation.Address(Rockets));
        message.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var reply = await simulation.Client.SendAsync(message, Cancelled);
        var table = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Cancelled))!;

        Assert.Equal(["Name", "Stages", "Ready"], table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!));
        Assert.Equal("""["one",2,"True"]""", table["rows"]![0]!["cells"]!.ToJsonString());
    }

    [Fact]
    public async Task A_deleted_definition_takes_its_objects_and_watches_along()
    {
        await using var simulation = await DefinedAsync();
        await simulation.CreateAsync(Rockets, """{"apiVersion": "tests.example/v1", "kind": "Rocket", "metadata": {"name": "one"}, "spec": {"stages": 2}}""");
        using var watch = await simulation.Client.GetAsync(simulation.Address(Rockets + "?watch=1"), HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var deleted = await simulation.SendAsync("DELETE", Definitions + "/rockets.tests.example");
        simulation.Advance(2);
        var seen = await watch.Content.ReadAsStringAsync(Cancelled);
        using var gone = await simulation.SendAsync("GET", Rockets);
        await DefineAsync(simulation);
        var again = await simulation.GetAsync(Rockets);

        Assert.Contains("\"DELETED\"", seen);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(again["items"]!.AsArray());
    }

    [Fact]
    public async Task A_definition_that_makes_no_sense_is_refused_with_every_reason()
    {
        await using var simulation = await Simulation.StartAsync();
        using var refused = await simulation.SendAsync("POST", Definitions, """
            {"metadata": {"name": "wrong"}, "spec": {"group": "tests.k8s.io", "scope": "Everywhere", "names": {"plural": "things"},
             "versions": [{"name": "v1", "served": true}]}}
            """);
        var causes = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancelled))!["details"]!["causes"]!.AsArray();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(["metadata.annotations[api-approved.kubernetes.io]", "metadata.name", "spec.names.kind", "spec.names.listKind",
            "spec.names.singular", "spec.scope", "spec.versions", "spec.versions[0].schema.openAPIV3Schema", "status.storedVersions"],
            causes.Select(cause => (string)cause!["field"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Routes_are_defined_from_the_start()
    {
        await using var simulation = await Simulation.StartAsync();
        var routes = await simulation.GetAsync("/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes");
        var services = await simulation.GetAsync("/apis/networking.istio.io/v1/namespaces/default/virtualservices");

        Assert.Equal("HTTPRouteList", (string)routes["kind"]!);
        Assert.Equal("VirtualServiceList", (string)services["kind"]!);
    }

    private static async Task<Simulation> DefinedAsync()
    {
        var simulation = await Simulation.StartAsync();
        await DefineAsync(simulation);
        return simulation;
    }

    private static async Task DefineAsync(Simulation simulation)
    {
        await simulation.CreateAsync(Definitions, Rocket);
        simulation.Advance(0.5);
    }
}
