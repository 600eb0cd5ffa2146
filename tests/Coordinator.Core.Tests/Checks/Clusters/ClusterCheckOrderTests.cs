using System.Collections.Immutable;
using System.Text.Json;
using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Tests.Checks.Clusters;

public sealed class ClusterCheckOrderTests
{
    private static readonly ClusterCheckOrder Order = new()
    {
        Version = ClusterCheckOrder.CurrentVersion,
        Check = new()
        {
            Name = "parse",
            From = CheckOrigin.Cluster,
            Retries = 2,
            Http = new()
            {
                Method = "POST",
                Path = "/parse/{color}",
                Body = """{"content":"$(HOME) {version} ü"}""",
                Expect = new() { Status = 200, Json = "$.elements", MinItems = 1 },
            },
        },
        Target = "http://cart-green.shop.svc",
        Values = new("c1", "eu", "shop", "2.0.0"),
        Timeout = TimeSpan.FromSeconds(30),
        CallTimeout = TimeSpan.FromSeconds(10),
        AllowedHosts = ["ci.example.com"],
        ConnectTo = ImmutableSortedDictionary<string, string>.Empty.Add("ci.example.com", "10.0.0.1:443"),
        LoadPerSecond = 2000,
    };

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        var text = Order.Write();

        Assert.Equal(text, ClusterCheckOrder.Read(text).Write());
        Assert.Equal(Order.Check.Http, ClusterCheckOrder.Read(text).Check.Http);
    }

    [Fact]
    public void Write_HasNothingInItsTextsThatSomeoneReplaces()
    {
        var text = Order.Write();

        // Neither $(VARIABLE) of Kubernetes nor a placeholder of ours, and one line that every shell shows.
        Assert.DoesNotContain("$", text);
        Assert.DoesNotContain("{color}", text);
        Assert.DoesNotContain("{version}", text);
        Assert.All(text, letter => Assert.InRange(letter, ' ', '~'));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("null", "there is no order")]
    [InlineData("\"version\":1", "\"version\":2", "version 2 of the order, 1 is known")]
    [InlineData("\"version\":1", "\"version\":1,\"sudo\":true", "sudo")]
    [InlineData("\"target\":\"http://cart-green.shop.svc\",", "", "there is a path and no target")]
    public void Read_WhatIsNoOrderOfThisVersion_IsAnError(string from, string to, string says = "")
    {
        var text = says.Length > 0 ? Order.Write().Replace(from, to, StringComparison.Ordinal) : from;

        var fault = Assert.ThrowsAny<JsonException>(() => ClusterCheckOrder.Read(text));

        Assert.Contains(says.Length > 0 ? says : to, fault.Message);
    }

    [Fact]
    public void Read_ACheckOfAnotherKind_IsAnError()
    {
        var job = Order with { Check = Order.Check with { Http = null, Job = new() { Image = "tests:1" } } };

        Assert.Contains("neither http nor load", Assert.Throws<JsonException>(() => ClusterCheckOrder.Read(job.Write())).Message);
    }
}
