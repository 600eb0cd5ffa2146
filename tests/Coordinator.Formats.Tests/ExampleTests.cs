using Coordinator.Core;

namespace Coordinator.Formats.Tests;

public sealed class ExampleTests
{
    private static string Folder => Path.Combine(Golden.Root, "deploy", "examples", "svgx-engine");

    [Theory]
    [InlineData("release")]
    [InlineData("release-minimal")]
    [InlineData("clusters")]
    public void Read_ShippedExample_GivesTheExpectedSpec(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".yaml"));

        var result = FormatReader.Read(text, name + ".yaml", new() { AllowPaths = true });

        Assert.Empty(result.Errors);
        Golden.Check(Path.Combine(Golden.Folder("examples"), name + ".json"), result);
    }

    [Fact]
    public void Write_ShippedRelease_ReadsBackAsTheSame()
    {
        var options = new FormatReaderOptions { AllowPaths = true };
        var release = Assert.Single(FormatReader.Read(File.ReadAllText(Path.Combine(Folder, "release.yaml")),
            options: options).Releases);

        var again = FormatReader.Read(FormatWriter.Write(release), options: options);

        Assert.Empty(again.Errors);
        Assert.Equal(CoreJson.Write(release), CoreJson.Write(Assert.Single(again.Releases)));
    }
}
