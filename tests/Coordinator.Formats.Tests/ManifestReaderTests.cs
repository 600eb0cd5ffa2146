using System.Text.Json.Nodes;

namespace Coordinator.Formats.Tests;

public sealed class ManifestReaderTests
{
    /// <summary>Expected values are those of kubectl (sigs.k8s.io/yaml).</summary>
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("On", "true")]
    [InlineData("off", "false")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("+12", "12")]
    [InlineData("1_000", "1000")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("0b101", "5")]
    [InlineData("0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.50", "1.5")]
    [InlineData("1.0", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("250m", "\"250m\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("2026-12-20", "\"2026-12-20\"")]
    [InlineData("08", "8")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("12:30", "\"12:30\"")]
    public void Read_Scalar_FollowsKubectl(string written, string json)
    {
        var result = ManifestReader.Read($"apiVersion: v1\nkind: A\nmetadata: {{name: a}}\nvalue: {written}\n");

        Assert.Empty(result.Errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Assert.Single(result.Objects)["value"]),
            result.Objects[0].ToJsonString());
    }

    [Fact]
    public void Read_SeveralDocumentsAndLists_AreFlattenedAndEmptyOnesSkipped()
    {
        var result = ManifestReader.Read("""
            ---
            # nothing
            ---
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
              - apiVersion: v1
                kind: ServiceList
                items: [{metadata: {name: b}}]
            ---
            ---
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
            ...
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(["ConfigMap/a", "Service/b", "ConfigMap/c"],
            result.Objects.Select(item => $"{item["kind"]}/{item["metadata"]!["name"]}"));
    }

    [Fact]
    public void Read_JsonWithTabsAndSurrogates_IsReadAsJson()
    {
        var result = ManifestReader.Read(
            "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"A\",\n\t\"metadata\": {\"name\": \"a\"},\n\t\"x\": \"\\ud83d\\ude00\\/\"\n}");

        Assert.Empty(result.Errors);
        Assert.Equal("😀/", result.Objects[0]["x"]!.ToString());
    }

    [Fact]
    public void Read_ErrorInJson_HasItsLineAndColumn()
    {
        var error = Assert.Single(ManifestReader.Read(
            "{\n  \"apiVersion\": \"v1\", \"kind\": \"ä\",\n  \"metadata\": {\"näme\": 1, \"name\": 7}\n}", "a.json").Errors);

        Assert.Equal(("a.json", 3, 35, FormatErrorCodes.WrongType), (error.Source, error.Line, error.Column, error.Code));
    }

    [Fact]
    public void Read_SameObjectTwice_IsRefused()
    {
        const string One = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

        var error = Assert.Single(ManifestReader.Read($"{One}---\n{One}").Errors);

        Assert.Equal((FormatErrorCodes.DuplicateObject, 7), (error.Code, error.Line));
        Assert.Empty(ManifestReader.Read($"{One}---\n{One.Replace("a}", "a, namespace: b}", StringComparison.Ordinal)}").Errors);
    }

    [Fact]
    public void Read_Nothing_IsNoError() => Assert.Empty(ManifestReader.Read("").Errors);

    [Fact]
    public void Read_MergeKey_TakesTheMappingsBehindTheOwnKeys()
    {
        var result = ManifestReader.Read(
            "apiVersion: v1\nkind: A\nmetadata: {name: a}\nbase: &b {x: 1, y: 2}\nmore: {<<: *b, x: 3}\nboth: {<<: [*b, {z: 4, x: 9}]}\n");

        Assert.Empty(result.Errors);
        Assert.Equal("""{"x":3,"y":2}""", result.Objects[0]["more"]!.ToJsonString());
        Assert.Equal("""{"x":1,"y":2,"z":4}""", result.Objects[0]["both"]!.ToJsonString());
    }
}
