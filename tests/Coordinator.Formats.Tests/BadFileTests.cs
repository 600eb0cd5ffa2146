using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Tests;

public sealed class BadFileTests
{
    /// <summary>What a JSON Schema can say; the other errors need more than the form of one value.</summary>
    private static readonly string[] Structural =
    [
        FormatErrorCodes.UnknownKind, FormatErrorCodes.UnknownField, FormatErrorCodes.WrongType, FormatErrorCodes.UnknownValue,
        FormatErrorCodes.OutOfRange, FormatErrorCodes.BadDuration, FormatErrorCodes.BadName, FormatErrorCodes.BadLabel,
        FormatErrorCodes.EmptyList,
    ];

    public static TheoryData<string> Files => [.. Golden.Names("bad")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_BadFile_GivesTheExpectedErrors(string name)
    {
        var result = FormatReader.Read(Text(name), name + ".yaml", Options(name));

        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, error => Assert.True(error.Line >= 1 && error.Column >= 1));
        Golden.Check(Path.Combine(Golden.Folder("bad"), name + ".json"), result.Errors);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Schema_RefusesEveryStructuralError(string name)
    {
        // Files in sections of one error each: each section must be refused on its own.
        foreach (var document in SourceText.Parse(Text(name), new ErrorSink(name)))
        {
            var errors = FormatReader.Read(SourceJson.ToJson(document, "", new ErrorSink(null))!.ToJsonString(), name,
                Options(name)).Errors;
            if (errors.Any(error => Structural.Contains(error.Code) && !error.Path.Contains("inline", StringComparison.Ordinal)))
                Assert.NotEmpty(await ShippedSchemas.Problems(document));
        }
    }

    [Fact]
    public void Codes_EachHasABadFile()
    {
        var covered = Golden.Names("bad").SelectMany(name =>
            FormatReader.Read(Text(name), name, Options(name)).Errors).Select(error => error.Code).ToHashSet();
        // Of files, not of texts; see ReleaseFileTests.
        covered.Add(FormatErrorCodes.Unreadable);

        var all = typeof(FormatErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(all.Except(covered));
    }

    private static FormatReaderOptions Options(string name) => new() { AllowPaths = name != "paths-refused" };

    private static string Text(string name) => File.ReadAllText(Path.Combine(Golden.Folder("bad"), name + ".yaml"));
}
