using Coordinator.Core;
using Coordinator.Formats.Yaml;
using CsCheck;

namespace Coordinator.Formats.Tests;

/// <summary>
/// Whatever happens to a good file: no exception, and either specs or errors that have a place. CsCheck prints the seed of a
/// failure.
/// </summary>
public sealed class MutationTests
{
    private const string Alphabet = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\\0aé\u2028\u0000\uFEFF\uD800<$.9/";

    private static readonly string[] Texts =
        [.. Golden.Names("good").Select(name => File.ReadAllText(Path.Combine(Golden.Folder("good"), name + ".yaml")))];

    private static readonly Gen<string> Truncated =
        from text in Gen.OneOfConst(Texts)
        from length in Gen.Int[0, text.Length]
        select text[..length];

    private static readonly Gen<string> Changed =
        from text in Gen.OneOfConst(Texts)
        from changes in Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 3], Gen.OneOfConst(Alphabet.ToCharArray())).List[1, 8]
        select changes.Aggregate(text, Apply);

    private static readonly Gen<string> Spliced =
        from lines in Gen.OneOfConst(Texts).Select(text => text.Split('\n'))
        from cut in Gen.Int[0, lines.Length - 1]
        from paste in Gen.Int[0, lines.Length - 1]
        from indent in Gen.Int[0, 6]
        select string.Join('\n', [.. lines[..cut], new string(' ', indent) + lines[paste].TrimStart(), .. lines[cut..]]);

    private static readonly Gen<string> Noise = Gen.OneOfConst(Alphabet.ToCharArray()).Array[0,
        60].Select(chars => new string(chars));

    [Fact]
    public void Read_AnyChangeOfAGoodFile_GivesSpecsOrErrorsWithAPlace() =>
        Gen.OneOf(Truncated, Changed, Spliced, Noise).Sample(Holds, iter: 4000, print: text => $"\n{text}\n");

    [Fact]
    public void ReadManifests_AnyChangeOfAGoodFile_GivesObjectsOrErrorsWithAPlace() =>
        Gen.OneOf(Truncated, Changed, Spliced, Noise).Sample(
            text => ManifestReader.Read(text, "fuzz").Errors.All(error => error.Line >= 1 && error.Column >= 1),
            iter: 1000, print: text => $"\n{text}\n");

    /// <summary>The schema is never stricter than the reader: an editor marks nothing that would have been taken.</summary>
    [Fact]
    public Task Schema_TakesWhateverIsRead() =>
        Gen.OneOf(Changed, Spliced).SampleAsync(
            async text =>
            {
                if (!FormatReader.Read(text, "fuzz", new() { AllowPaths = true }).Errors.IsEmpty)
                    return true;
                foreach (var document in SourceText.Parse(text, new ErrorSink("fuzz")))
                {
                    if ((await ShippedSchemas.Problems(document)).Count > 0)
                        return false;
                }
                return true;
            },
            iter: 1000, print: text => $"\n{text}\n");

    private static bool Holds(string text)
    {
        var options = new FormatReaderOptions { AllowPaths = true };
        var result = FormatReader.Read(text, "fuzz", options);
        if (!result.Errors.IsEmpty)
            return result.Releases.IsEmpty && result.Clusters.IsEmpty
                && result.Errors.All(error => error.Line >= 1 && error.Column >= 1 && error.Message.Length > 0);
        return result.Releases.Length + result.Clusters.Length > 0 && result.Releases.All(release =>
        {
            var again = FormatReader.Read(FormatWriter.Write(release), "again", options);
            return again.Errors.IsEmpty && CoreJson.Write(again.Releases[0]) == CoreJson.Write(release);
        });
    }

    private static string Apply(string text, (int At, int How, char What) change)
    {
        var at = Math.Min(change.At, text.Length);
        return change.How switch
        {
            0 => text.Insert(at, change.What.ToString()),
            1 when at < text.Length => text.Remove(at, 1),
            2 when at < text.Length => text[..at] + change.What + text[(at + 1)..],
            _ => text.Insert(at, text[at..Math.Min(text.Length, at + 20)]),
        };
    }
}
