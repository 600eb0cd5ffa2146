using System.Text;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("a 1", "a{} 1")]
    [InlineData("a 1 1395066363000", "a{} 1")]
    [InlineData("a\t2.5e3", "a{} 2500")]
    [InlineData("a{x=\"1\",y=\"b c\"} 3", "a{x=1;y=b c} 3")]
    [InlineData("a{x=\"q\\\"\\\\\\n}\",} 3", "a{x=q\"\\\n}} 3")]
    [InlineData("a{} +Inf", "a{} Infinity")]
    [InlineData("a NaN", "a{} NaN")]
    [InlineData("a{le=\"0.1\"} 4 # {trace_id=\"x\"} 0.05", "a{le=0.1} 4")]
    [InlineData("# HELP a text\n# TYPE a counter\n\nab 1\nb{x=\"broken 1\na 1", "a{} 1")]
    public async Task Read_Text_GivesTheWantedSamples(string text, string expected) =>
        Assert.Equal([expected], await ReadAsync(text));

    [Theory]
    [InlineData("a{x=\"1} 2")]
    [InlineData("a{x=1} 2")]
    [InlineData("a{x=\"1\" 2")]
    [InlineData("a one")]
    [InlineData("a{x=\"1\"}")]
    public async Task Read_MalformedWantedLine_Throws(string text) =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text));

    [Fact]
    public async Task Read_MoreThanTheLimit_Throws()
    {
        await using var body = new LimitedStream(new MemoryStream(new byte[100]), 99);
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            PrometheusText.ReadAsync(body, ["a"], (_, _, _) => { }, TestContext.Current.CancellationToken));
    }

    private static async Task<List<string>> ReadAsync(string text)
    {
        var samples = new List<string>();
        await PrometheusText.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(text)),
            ["a"],
            (name, labels, value) => samples.Add(
                FormattableString.Invariant(
                    $"{name}{{{string.Join(';', labels.Select(pair => $"{pair.Key}={pair.Value}"))}}} {value}")),
            TestContext.Current.CancellationToken);
        return samples;
    }
}
