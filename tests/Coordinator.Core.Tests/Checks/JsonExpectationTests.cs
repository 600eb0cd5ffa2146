using System.Text.Json.Nodes;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Tests.Checks;

public sealed class JsonExpectationTests
{
    private static readonly JsonNode Document = JsonNode.Parse("""
        {"status":"ok","failed":0,"percent":80.0,"elements":[1,2,3],"a.b":{"x":[{"n":1},{"n":2}]},"none":null,
         "metrics":{"_totals":{"SEVERITY.HIGH":0} },"benchmarks":[{"stats":{"mean":0.004} },{"stats":{"mean":0.02} }]}
        """)!;

    [Theory]
    [InlineData("$", 1)]
    [InlineData("$.status", 1)]
    [InlineData("$.absent", 0)]
    [InlineData("$.none", 1)]
    [InlineData("$.elements[0]", 1)]
    [InlineData("$.elements[-1]", 1)]
    [InlineData("$.elements[3]", 0)]
    [InlineData("$.elements[-4]", 0)]
    [InlineData("$.elements[*]", 3)]
    [InlineData("$.*", 8)]
    [InlineData("$['a.b'].x[*].n", 2)]
    [InlineData("$[\"a.b\"]['x'][1]", 1)]
    [InlineData("$.metrics._totals['SEVERITY.HIGH']", 1)]
    [InlineData("$.status.deeper", 0)]
    [InlineData("$.status[0]", 0)]
    public void A_path_finds_its_nodes(string path, int count) => Assert.Equal(count, JsonPath.Find(Document, path).Length);

    [Theory]
    [InlineData("status")]
    [InlineData("$.")]
    [InlineData("$[")]
    [InlineData("$['open")]
    [InlineData("$[1x]")]
    [InlineData("$..a")]
    public void What_is_no_path_is_refused(string path) => Assert.Throws<FormatException>(() => JsonPath.Find(Document, path));

    [Fact]
    public void Conditions_hold_or_say_what_was_found()
    {
        Assert.Null(new JsonExpectation("$.failed", EqualTo: 0).Judge(Document));
        Assert.Null(new JsonExpectation("$.percent", Min: 80).Judge(Document));
        Assert.Null(new JsonExpectation("$.elements", MinItems: 3).Judge(Document));
        Assert.Null(new JsonExpectation("$.elements[*]", MinItems: 3, Max: 3).Judge(Document));
        Assert.Null(new JsonExpectation("$.percent", EqualTo: 80).Judge(Document));
        Assert.Equal("there is nothing at $.absent", new JsonExpectation("$.absent").Judge(Document));
        Assert.Equal("$.status is \"ok\", expected \"done\"", new JsonExpectation("$.status", EqualTo: "done").Judge(Document));
        Assert.Equal("$.elements has 3 items, expected at least 4", new JsonExpectation("$.elements", MinItems: 4).Judge(Document));
        Assert.Equal("$.benchmarks[*].stats.mean is 0.02, expected at most 0.016",
            new JsonExpectation("$.benchmarks[*].stats.mean", Max: 0.016).Judge(Document));
        Assert.Equal("$.status is \"ok\", expected a number", new JsonExpectation("$.status", Min: 1).Judge(Document));
        Assert.Equal("$.none is null, expected \"x\"", new JsonExpectation("$.none", EqualTo: "x").Judge(Document));
    }

    [Fact]
    public void Every_node_must_equal()
    {
        Assert.Equal("$.elements[*] is 2, expected 1", new JsonExpectation("$.elements[*]", EqualTo: 1).Judge(Document));
    }
}
