using System.Text;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using CsCheck;

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
    [InlineData("a nan", "a{} NaN")]
    [InlineData("# EOF\na 5", "a{} 5")]
    [InlineData(" \ta \t{x=\"1\"}\t5", "a{x=1} 5")]
    [InlineData("a{x=\"1\"}5", "a{x=1} 5")]
    [InlineData("a{le=\"0.1\"} 4 # {trace_id=\"x\"} 0.05", "a{le=0.1} 4")]
    [InlineData("# HELP a text\n# TYPE a counter\n\nab 1\nb{x=\"broken 1\na 1", "a{} 1")]
    public async Task Read_Text_GivesTheWantedSamples(string text, string expected) =>
        Assert.Equal([expected], await ReadAsync(text + "\n"));

    [Theory]
    [InlineData("a{x=\"1} 2")]
    [InlineData("a{x=1} 2")]
    [InlineData("a{x=\"1\" 2")]
    [InlineData("a one")]
    [InlineData("a{x=\"1\"}")]
    [InlineData("a 5 garbage")]
    [InlineData("a 5 10 garbage")]
    [InlineData("a 5 NaN")]
    [InlineData("a{x=\"1\",x=\"2\"} 5")]
    public async Task Read_MalformedWantedLine_Throws(string text) =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text + "\n"));

    /// <summary>OpenMetrics leaves the end of the last line to the writer.</summary>
    [Fact]
    public async Task Read_TheEndOfOpenMetricsWithoutALineFeed_IsTheEnd() =>
        Assert.Equal(["a{} 5"], await ReadAsync("a 5\n# EOF"));

    /// <summary>A number may be the beginning of a longer one.</summary>
    [Theory]
    [InlineData("a 5\n# EO")]
    [InlineData("a 5\na{x=\"1\"} 12")]
    [InlineData("a 5\nb 12")]
    [InlineData("a 5\n# HEL")]
    public async Task Read_ALastLineWithoutItsEnd_Throws(string text)
    {
        var fault = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text));
        Assert.Contains("cut off", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await ReadAsync(text.Replace("HEL", "HELP", StringComparison.Ordinal) + "\n"));
    }

    [Fact]
    public async Task Read_MoreThanTheLimit_Throws()
    {
        await using var body = new LimitedStream(new MemoryStream(new byte[100]), 99);
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            PrometheusText.ReadAsync(body, ["a"], (string _, scoped in TextSample _) => { }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("a{x=\"1\"} 1\na{x=\"1\"} 2")]
    [InlineData("a 1\na 1")]
    [InlineData("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2")]
    [InlineData("a{x=\"1\", y=\"2\",} 1\na {x=\"1\",y=\"2\"} 2")]
    [InlineData("a 1e999")]
    [InlineData("a 1_000")]
    public async Task Read_TwiceOrNoNumber_Throws(string text) => await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text + "\n"));

    [Fact]
    public async Task Read_NoUtf8_Throws() => await Assert.ThrowsAsync<FormatException>(() => ReadAsync([.. "a{x=\""u8, 0xff, .. "\"} 1\n"u8]));

    [Fact]
    public async Task Read_ALineBeyondTheLimit_Throws() =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync("# " + new string('x', PrometheusText.LongestLine) + "\na 1\n"));

    [Fact]
    public async Task Read_OpenMetrics_IsReadToItsEnd() => Assert.Equal(
        ["a{le=+Inf} 3"], await ReadAsync("# TYPE a histogram\n# UNIT a seconds\na{le=\"+Inf\"} 3 1.5 # {trace_id=\"x y\"} 0.05 1.4\r\n# EOF\n"));

    /// <summary>However the bytes arrive, the samples are the same.</summary>
    [Fact]
    public void Read_InPiecesOfAnySize_GivesTheSame() => Gen.Select(Document, Gen.Int[1, 40]).Sample(
        (document, piece) => ReadAsync(new PiecesStream(Encoding.UTF8.GetBytes(document.Text), piece)).GetAwaiter().GetResult().SequenceEqual(document.Samples),
        iter: 300);

    /// <summary>Whatever bytes come, they are read or refused as malformed, and nothing else happens.</summary>
    [Fact]
    public void Read_MutatedBytes_IsReadOrRefused() => Gen.Select(Document, Gen.Byte.Array[0, 6], Gen.Int[0, 1000]).Sample(
        (document, bytes, position) =>
        {
            var text = Encoding.UTF8.GetBytes(document.Text).ToList();
            var at = position % (text.Count + 1);
            text.RemoveRange(at, Math.Min(bytes.Length / 2, text.Count - at));
            text.InsertRange(at, bytes);
            try
            {
                ReadAsync([.. text]).GetAwaiter().GetResult();
            }
            catch (FormatException)
            {
                // Refused.
            }
        },
        iter: 2000);

    /// <summary>5 MB of a real shape: nothing is allocated for a line.</summary>
    [Fact]
    public async Task Read_ALargeText_AllocatesNothingForALine()
    {
        var text = new StringBuilder();
        for (var line = 0; text.Length < 5_000_000; line++)
        {
            text.Append(line % 4 == 0 ? "a" : "b").Append("{status=\"200\",path=\"/p").Append(line).Append("\"} ").Append(line).Append('\n');
            text.Append("other{path=\"/p").Append(line).Append("\"} 1\n");
        }

        var body = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        var collector = new SeriesCollector(new() { Name = "m", Scrape = new(), ErrorRate = new("a") });
        PrometheusText.Sink sink = (string _, scoped in TextSample sample) => collector.Add(sample);
        await PrometheusText.ReadAsync(new MemoryStream("a{status=\"200\"} 1\n"u8.ToArray()), ["a"], sink, TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await PrometheusText.ReadAsync(body, ["a"], sink, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // All that grows is the set of numbers that tell 20,000 wanted series apart. A text for each of 150,000 lines would take 15 MB.
        Assert.InRange(allocated, 0, 3_000_000);
        Assert.Equal("200", Assert.Single(collector.Of("p").Series).Label);
    }

    private static readonly Gen<(string Text, string[] Samples)> Document =
        from values in Gen.Int[0, 1000].Array[0, 12]
        from noise in Gen.OneOfConst("# HELP a b\n", "\n", "b{x=\"}\"} 1\n", "ab 3\n").Array[values.Length]
        select (
            string.Concat(values.Select((value, index) => $"{noise[index]}a{{n=\"{index}\",t=\"q\\\"}}é\"}} {value}\n")),
            values.Select((value, index) => $"a{{n={index};t=q\"}}é}} {value}").ToArray());

    private static Task<List<string>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static Task<List<string>> ReadAsync(byte[] text) => ReadAsync(new MemoryStream(text));

    private static async Task<List<string>> ReadAsync(Stream text)
    {
        var samples = new List<string>();
        await PrometheusText.ReadAsync(
            text,
            ["a"],
            (string name, scoped in TextSample sample) =>
            {
                var labels = new List<string>();
                foreach (var label in sample)
                {
                    labels.Add($"{Encoding.UTF8.GetString(label.Name)}={TextSample.Text(label.Value)}");
                }

                samples.Add(FormattableString.Invariant($"{name}{{{string.Join(';', labels)}}} {sample.Value}"));
            },
            TestContext.Current.CancellationToken);
        return samples;
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class PiecesStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
