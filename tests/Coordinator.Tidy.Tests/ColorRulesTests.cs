using System.Text.RegularExpressions;

namespace Coordinator.Tidy.Tests;

/// <summary>The table of the colours' rules names tests that exist.</summary>
public sealed partial class ColorRulesTests
{
    [Fact]
    public void Every_test_that_the_table_names_exists()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(files => files.Key, files => string.Join('\n', files.Select(File.ReadAllText)));
        var missing = new List<string>();
        var owner = "";
        var named = 0;
        foreach (Match match in Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", "COLORS.md"))))
        {
            owner = match.Groups["class"].Value is { Length: > 0 } name ? name : owner;
            var method = match.Groups["method"].Value;
            named++;
            if (!tests.TryGetValue(owner, out var source) || (method.Length > 0 && !source.Contains($" {method}(", StringComparison.Ordinal)))
            {
                missing.Add($"{owner}.{method}");
            }
        }

        Assert.Empty(missing);
        Assert.True(named > 50, $"only {named} tests are named");
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)?(\.(?<method>[A-Z]\w+))?`")]
    private static partial Regex Named();
}
