using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Core.Tests.Plans.Manifests;

public sealed class ManifestRendererTests
{
    private static readonly Placeholders Values = new("one", "eu", "shop", "2.0.0");

    [Fact]
    public void Placeholders_are_replaced_only_in_image_command_args_and_env()
    {
        var manifest = JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{cluster}","annotations":{"a":"{version}"}},
             "spec":{"template":{"metadata":{"labels":{"l":"{version}"}},"spec":{
               "initContainers":[{"name":"{version}","image":"i:{version}"}],
               "containers":[{"name":"c","image":"i:{version}","command":["run","--region={region}"],"args":["{namespace}"],
                 "env":[{"name":"{cluster}","value":"{cluster}/{color}/{other}"}],"workingDir":"/{version}"}]}}}}
            """)!.AsObject();

        Assert.Equal("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{cluster}","annotations":{"a":"{version}"}},
             "spec":{"template":{"metadata":{"labels":{"l":"{version}"}},"spec":{
               "initContainers":[{"name":"{version}","image":"i:2.0.0"}],
               "containers":[{"name":"c","image":"i:2.0.0","command":["run","--region=eu"],"args":["shop"],
                 "env":[{"name":"{cluster}","value":"one/{color}/{other}"}],"workingDir":"/{version}"}]}}}}
            """.Replace("\n", "").Replace("  ", "").Replace(" ", ""),
            ManifestRenderer.Render(manifest, Values).ToJsonString().Replace(" ", ""));
    }

    [Theory]
    [InlineData("{version}", "2.0.0")]
    [InlineData("{version", "{version")]
    [InlineData("{{version}}", "{2.0.0}")]
    [InlineData("{}", "{}")]
    [InlineData("${HOME}-{color}", "${HOME}-green")]
    public void Replace_Text_ReplacesWhatItKnows(string text, string expected) =>
        Assert.Equal(expected, (Values with { Color = Color.Green }).Replace(text));

    [Fact]
    public void Replace_ValueWithBraces_IsNotReplacedAgain() =>
        Assert.Equal("{region}", (Values with { Version = "{region}" }).Replace("{version}"));

    [Theory]
    [InlineData("2.0.0+build", "2.0.0_build")]
    [InlineData("-a-", "a")]
    [InlineData("ä", "")]
    public void Value_OfALabel_HoldsOnlyWhatALabelMay(string text, string expected) =>
        Assert.Equal(expected, ManifestLabels.Value(text));

    [Fact]
    public void Value_OfALabel_IsNotTooLong() => Assert.Equal(63, ManifestLabels.Value(new string('x', 100)).Length);
}
