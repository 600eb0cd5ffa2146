using System.Text.RegularExpressions;

namespace Coordinator.Tidy.Tests;

/// <summary>Calls and names that the house does not use, each with its reason.</summary>
public sealed partial class BannedTests
{
    private static readonly (string Folder, Regex Call, string Why)[] Banned =
    [
        ("src", WallClock(), "time is injected as a TimeProvider"),
        ("src", Sleep(), "a sleeping thread serves nobody"),
        ("tests", Sleep(), "tests use virtual time"),
        ("tests", WaitByClock(), "a wait names its clock"),
        ("src/Coordinator.Core", Chance(), "the same event must always decide the same"),
        ("src/Coordinator.Core", Awaiting(), "a decision never waits"),
        ("src/Coordinator.Core", Outside(), "Core reads no environment, network, file or log"),
        ("src", Unfinished(), "nothing unfinished is committed"),
        ("tests", Unfinished(), "nothing unfinished is committed"),
    ];

    [Fact]
    public void No_banned_call_is_made() => Findings.None(
        from rule in Banned
        from path in Repository.CSharp(rule.Folder)
        where !path.Contains("Tidy.Tests/", StringComparison.Ordinal)
        from line in File.ReadLines(Path.Combine(Repository.Root, path)).Select((text, index) => (Text: text, Number: index + 1))
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && rule.Call.IsMatch(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()} ({rule.Why})");

    [Fact]
    public void No_type_is_called_a_manager_or_a_helper() => Findings.None(
        from path in Repository.CSharp("src")
        where VagueName().IsMatch(Path.GetFileNameWithoutExtension(path))
        select path);

    [Fact]
    public void Packages_have_their_versions_in_one_place() => Findings.None(
        from path in Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"))
        where Regex.IsMatch(Repository.Text(path), "<PackageReference[^>]*Version=", RegexOptions.None, TimeSpan.FromSeconds(1))
        select path);

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(UtcNow|Now|Today)\b|Stopwatch\.(StartNew|GetTimestamp)")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"Thread\.Sleep|SpinWait\.SpinUntil")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"Task\.Delay\((?!.*(Clock|Time)\b)(?!.*TimeProvider)")]
    private static partial Regex WaitByClock();

    [GeneratedRegex(@"\bRandom\b|Guid\.NewGuid|RandomNumberGenerator")]
    private static partial Regex Chance();

    [GeneratedRegex(@"\basync\b|\bawait\b|GetAwaiter\(\)|\.Wait\(\)")]
    private static partial Regex Awaiting();

    [GeneratedRegex(@"Environment\.(GetEnvironmentVariable|MachineName|ProcessId)|System\.Net\b|\bFile\.|\bConsole\.|ILogger")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Utilities)$")]
    private static partial Regex VagueName();
}
