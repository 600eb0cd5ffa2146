using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Tests.Tables;

public sealed class TableTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds() => [.. KindTable.Rows.Where(kind => kind.Stored is null).Select(kind => kind.Resource)];

    /// <summary>A cell must come out of an object that says nothing, whatever the kind.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_row_for_an_empty_object(string resource)
    {
        var kind = KindTable.Rows.First(kind => kind.Resource == resource && kind.Stored is null);
        var columns = Columns.Of(kind);
        var item = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "one" } };
        var cells = columns.Select(column => column.Cell(item, DateTimeOffset.UnixEpoch)).ToList();

        Assert.Contains(columns, column => column.Format == "name");
        Assert.All(columns, column => Assert.NotEqual("", column.About));
        Assert.Equal(columns.Length, cells.Count);
    }

    [Theory]
    [InlineData("", "PartialObjectMetadata")]
    [InlineData("?includeObject=Object", "Pod")]
    [InlineData("?includeObject=None", null)]
    public async Task A_row_carries_as_much_of_its_object_as_was_asked_for(string query, string? kind)
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1);
        simulation.Advance(2);
        var table = JsonNode.Parse(await TextAsync(simulation, "/api/v1/namespaces/default/pods" + query, HttpStatusCode.OK))!;

        Assert.Equal(kind, (string?)table["rows"]![0]!["object"]?["kind"]);
    }

    [Fact]
    public async Task A_watch_says_the_columns_once()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        using var message = Message(simulation, "/api/v1/namespaces/default/services?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dweb");
        using var reply = await simulation.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var switched = await simulation.SwitchAsync("green");
        var events = (await reply.Content.ReadAsStringAsync(Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(["ADDED", "MODIFIED"], events.Select(one => (string)one["type"]!));
        Assert.NotNull(events[0]["object"]!["columnDefinitions"]);
        Assert.Null(events[1]["object"]!["columnDefinitions"]);
        Assert.Equal("app=web,version=green", (string)events[1]["object"]!["rows"]![0]!["cells"]![6]!);
    }

    [Theory]
    [InlineData("?includeObject=All", Table, HttpStatusCode.BadRequest)]
    [InlineData("", "text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("", "application/json;as=Table;v=v9;g=meta.k8s.io", HttpStatusCode.NotAcceptable)]
    public async Task A_form_that_is_not_known_is_refused(string query, string accept, HttpStatusCode code)
    {
        await using var simulation = await Simulation.StartAsync();
        await TextAsync(simulation, "/api/v1/namespaces/default/pods" + query, code, accept);
    }

    private static HttpRequestMessage Message(Simulation simulation, string path, string accept = Table)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, simulation.Address(path));
        message.Headers.TryAddWithoutValidation("Accept", accept);
        return message;
    }

    private static async Task<string> TextAsync(Simulation simulation, string path, HttpStatusCode code, string accept = Table)
    {
        using var message = Message(simulation, path, accept);
        using var reply = await simulation.Client.SendAsync(message, Cancelled);
        Assert.Equal(code, reply.StatusCode);
        return await reply.Content.ReadAsStringAsync(Cancelled);
    }
}
