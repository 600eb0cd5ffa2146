using System.Text.RegularExpressions;

namespace Coordinator.Tidy.Tests;

/// <summary>The tables of rules name tests that exist.</summary>
public sealed partial class RuleTableTests
{
    [Theory]
    [InlineData("COLORS.md", 50)]
    [InlineData("INVARIANTS.md", 20)]
    public void Every_test_that_a_table_names_exists(string table, int least)
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileName(file).Split('.')[0])
            .ToDictionary(files => files.Key, files => string.Join('\n', files.Select(File.ReadAllText)));
        var missing = new List<string>();
        var owner = "";
        var named = 0;
        foreach (Match match in Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", table))))
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
        Assert.True(named > least, $"only {named} tests are named");
    }

    [GeneratedRegex(@"`(?<class>\w+(Tests|Contract|Checks))?(\.(?<method>[A-Z]\w+))?`")]
    private static partial Regex Named();
}
