using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Tests;

public sealed class GoodFileTests
{
    public static TheoryData<string> Files => [.. Golden.Names("good")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_GoodFile_GivesTheExpectedSpecs(string name)
    {
        var result = FormatReader.Read(Text(name), name + ".yaml", new() { AllowPaths = true });

        Assert.Empty(result.Errors);
        Golden.Check(Path.Combine(Golden.Folder("good"), name + ".json"), result);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Write_GoodFile_ReadsBackAsTheSame(string name)
    {
        var options = new FormatReaderOptions { AllowPaths = true };
        var result = FormatReader.Read(Text(name), name, options);
        foreach (var release in result.Releases)
        {
            var again = FormatReader.Read(FormatWriter.Write(release), "again", options);
            Assert.Empty(again.Errors);
            Assert.Equal(CoreJson.Write(release), CoreJson.Write(Assert.Single(again.Releases)));
            Assert.Equal(FormatWriter.Write(release), FormatWriter.Write(again.Releases[0]));
        }
        foreach (var cluster in result.Clusters)
        {
            var again = FormatReader.Read(FormatWriter.Write(cluster, indented: true), "again", options);
            Assert.Empty(again.Errors);
            Assert.Equal(CoreJson.Write(cluster), CoreJson.Write(Assert.Single(again.Clusters)));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Schema_TakesEveryGoodFile(string name)
    {
        foreach (var document in SourceText.Parse(Text(name), new ErrorSink(name)))
            Assert.Empty(await ShippedSchemas.Problems(document));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Schema_TakesWhatIsWritten(string name)
    {
        foreach (var release in FormatReader.Read(Text(name), name, new() { AllowPaths = true }).Releases)
        {
            var document = Assert.Single(SourceText.Parse(FormatWriter.Write(release), new ErrorSink(name)));
            Assert.Empty(await ShippedSchemas.Problems(document));
        }
    }

    [Fact]
    public void Read_GoodFileAsJson_GivesTheSameSpecs()
    {
        foreach (var name in Golden.Names("good"))
        {
            var errors = new ErrorSink(name);
            var documents = SourceText.Parse(Text(name), errors);
            var options = new FormatReaderOptions { AllowPaths = true };
            var expected = FormatReader.Read(Text(name), name, options);
            for (var i = 0; i < documents.Count; i++)
            {
                JsonNode json = SourceJson.ToJson(documents[i], "", errors)!;
                var result = FormatReader.Read(json.ToJsonString(), name, options);
                Assert.Empty(result.Errors);
                Assert.Equal(
                    CoreJson.Write(expected.Releases.Length > 0 ? (object)expected.Releases[i] : expected.Clusters[i]),
                    CoreJson.Write(result.Releases.Length > 0 ? (object)result.Releases[0] : result.Clusters[0]));
            }
        }
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Golden.Folder("good"), name + ".yaml"));
}
