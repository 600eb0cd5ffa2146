using Coordinator.Core;

namespace Coordinator.Formats.Tests;

public sealed class ReleaseFileTests : IDisposable
{
    private const string Release = """
        apiVersion: coordinator.dev/v1
        kind: Release
        metadata: {name: web-1}
        spec:
          application: web
          version: 1.0.0
          target: {namespace: shop, service: web}
          manifests: {paths: [manifests/, extra.json]}
          waves: auto
        """;

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("formats-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void Load_ShippedExample_PutsTheManifestsIntoTheRelease()
    {
        var result = ReleaseFile.Load(Path.Combine(Golden.Root, "deploy", "examples", "svgx-engine", "release.yaml"));

        Assert.Empty(result.Errors);
        var manifests = Assert.Single(result.Releases).Manifests;
        Assert.Empty(manifests.Paths);
        Assert.Equal(["ConfigMap", "Service", "Deployment", "HTTPRoute"],
            manifests.Inline.Select(item => item["kind"]!.ToString()));
        Golden.Check(Path.Combine(Golden.Folder("examples"), "loaded.json"), manifests.Inline);
    }

    [Fact]
    public void Load_ThenWriteAndRead_AsAServerDoes_GivesTheSameRelease()
    {
        var path = Path.Combine(Golden.Root, "deploy", "examples", "svgx-engine", "release.yaml");
        var release = Assert.Single(ReleaseFile.Load(path).Releases);

        var received = FormatReader.Read(FormatWriter.Write(release), "request",
            new() { MaxBytes = FormatReaderOptions.WireBytes });

        Assert.Empty(received.Errors);
        Assert.Equal(CoreJson.Write(release), CoreJson.Write(Assert.Single(received.Releases)));
    }

    [Fact]
    public void Load_Folder_ReadsYamlAndJsonInOrdinalOrder()
    {
        var path = Write("release.yaml", Release);
        Write("manifests/b.yaml", Deployment);
        Write("manifests/B.yml", ConfigMap("upper"));
        Write("manifests/a.json", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "lower"}}""");
        Write("manifests/notes.txt", "no manifest");
        Write("extra.json", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "extra"}}""");

        var release = Assert.Single(ReleaseFile.Load(path).Releases);

        Assert.Equal(["upper", "lower", "web", "extra"],
            release.Manifests.Inline.Select(item => item["metadata"]!["name"]!.ToString()));
    }

    [Fact]
    public void Load_ErrorsInSeveralFiles_AreAllReportedWithTheirFileAndLine()
    {
        var path = Write("release.yaml", Release.Replace("waves: auto", "waves: none", StringComparison.Ordinal));
        Write("manifests/a.yaml", "apiVersion: v1\nkind: ConfigMap\n");
        Write("manifests/b.yaml", "a: [\n");

        var errors = ReleaseFile.Load(path).Errors;

        Assert.Equal(
            [
                ("release.yaml", 8, FormatErrorCodes.Unreadable), ("release.yaml", 9, FormatErrorCodes.UnknownValue),
                ("a.yaml", 1, FormatErrorCodes.MissingField), ("b.yaml", 2, FormatErrorCodes.Syntax),
            ],
            errors.Select(error => (Path.GetFileName(error.Source), error.Line, error.Code)));
    }

    [Fact]
    public void Load_WrongManifest_IsReportedAtItsOwnPlace()
    {
        var path = Write("release.yaml", Release.Replace(", extra.json", "", StringComparison.Ordinal));
        Write("manifests/a.yaml", Deployment.Replace("name: web}", "name: web, namespace: other}", StringComparison.Ordinal));

        var error = Assert.Single(ReleaseFile.Load(path).Errors);

        Assert.Equal((Path.Combine(folder, "manifests/a.yaml"), 3, "metadata.namespace"), (error.Source, error.Line, error.Path));
        Assert.StartsWith($"{folder}/manifests/a.yaml:3:34: metadata.namespace: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FilesWithoutAnyObject_MissTheDeployment()
    {
        var path = Write("release.yaml", Release.Replace(", extra.json", "", StringComparison.Ordinal));
        Write("manifests/a.yaml", "# later\n---\n");

        var error = Assert.Single(ReleaseFile.Load(path).Errors);

        Assert.Equal((FormatErrorCodes.MissingDeployment, 7), (error.Code, error.Line));
        Assert.EndsWith("found nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Secret_IsLeftToTheServerUnlessRefused()
    {
        var path = Write("release.yaml", Release.Replace(", extra.json", "", StringComparison.Ordinal));
        Write("manifests/a.yaml", Deployment + "\n---\n{apiVersion: v1, kind: Secret, metadata: {name: db}}\n");

        Assert.Empty(ReleaseFile.Load(path).Errors);
        Assert.Equal(FormatErrorCodes.SecretNeedsKey, Assert.Single(ReleaseFile.Load(path, allowSecrets: false).Errors).Code);
        var release = ReleaseFile.Load(path).Releases[0];
        Assert.Equal(FormatErrorCodes.SecretNeedsKey, Assert.Single(FormatReader.Read(FormatWriter.Write(release)).Errors).Code);
        Assert.Equal((FormatErrorCodes.SecretNeedsKey, "spec.manifests.inline[1].kind", null, 0),
            Assert.Single(ManifestValidator.Validate(release, allowSecrets: false)) is var error
                ? (error.Code, error.Path, error.Source, error.Line) : default);
        Assert.Empty(ManifestValidator.Validate(release, allowSecrets: true));
    }

    [Theory]
    [InlineData("absent.yaml")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("/")]
    public void Load_WhatIsNoFile_IsAnError(string path) =>
        Assert.Equal(FormatErrorCodes.Unreadable, Assert.Single(ReleaseFile.Load(path).Errors).Code);

    [Fact]
    public void Load_BytesThatAreNotUtf8_AreAnError()
    {
        var path = Path.Combine(folder, "release.yaml");
        File.WriteAllBytes(path, [0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x80]);

        Assert.Equal(FormatErrorCodes.Unreadable, Assert.Single(ReleaseFile.Load(path).Errors).Code);
    }

    [Fact]
    public void Load_MoreManifestsThanTheLimit_IsAnError()
    {
        var path = Write("release.yaml", Release.Replace(", extra.json", "", StringComparison.Ordinal));
        Write("manifests/deployment.yaml", Deployment);
        for (var i = 0; i < 3; i++)
            Write($"manifests/{i}.yaml", ConfigMap($"c{i}") + "#" + new string('x', 3 * 1024 * 1024));

        var error = Assert.Single(ReleaseFile.Load(path).Errors);

        Assert.Equal((FormatErrorCodes.TooLarge, "spec.manifests.paths[0]", 8), (error.Code, error.Path, error.Line));
    }

    private static string ConfigMap(string name) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n";

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
