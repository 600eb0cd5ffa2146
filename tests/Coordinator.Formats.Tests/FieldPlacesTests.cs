namespace Coordinator.Formats.Tests;

public sealed class FieldPlacesTests
{
    private const string Text = """
        kind: Cluster
        metadata: {name: c}
        ---
        kind: Release
        metadata:
          name: r
          labels:
            "a.b/c": x
        spec:
          waves:
            - name: one
            - name: two
              clusters:
                names: [c]
        """;

    [Theory]
    [InlineData("spec.waves[1].clusters", 13)]
    [InlineData("spec.waves[1].clusters.names[0]", 14)]
    [InlineData("spec.waves[1]", 12)]
    [InlineData("metadata.labels[\"a.b/c\"]", 8)]
    // What the text does not have is told by what is around it.
    [InlineData("spec.waves[0].bake", 11)]
    [InlineData("spec.waves[7].bake", 10)]
    [InlineData("spec.target.service", 9)]
    [InlineData("", 4)]
    public void LineOf_AField_IsThatOfItsKey(string path, int expected) =>
        Assert.Equal(expected, FieldPlaces.Of(Text).LineOf("Release", "r", path));

    [Fact]
    public void LineOf_OfJson_IsKnownToo() =>
        Assert.Equal(3, FieldPlaces.Of("{\"kind\": \"Release\",\n\"metadata\": {\"name\": \"r\"},\n\"spec\": {}}").LineOf("Release", "r", "spec.version"));

    [Theory]
    [InlineData("Release", "other")]
    [InlineData("Other", "r")]
    public void LineOf_NoSuchDocument_IsZero(string kind, string name) =>
        Assert.Equal(0, FieldPlaces.Of(Text).LineOf(kind, name, "spec"));

    [Theory]
    [InlineData("{")]
    [InlineData("a: [")]
    [InlineData("")]
    public void Of_ATextThatIsNoDocument_HasNoPlaces(string text) => Assert.Equal(0, FieldPlaces.Of(text).LineOf("Release", "r", "spec"));

    [Fact]
    public void Read_NoFile_HasNoPlaces() => Assert.Equal(0, FieldPlaces.Read("/no/such/file").LineOf("Release", "r", "spec"));
}
