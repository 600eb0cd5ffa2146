using System.CommandLine;
using Coordinator.Cli;

namespace Coordinator.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs =>
        [.. CommandTree.Create(new TestCli().Console()).Subcommands.Select(command => command.Name)];

    [Fact]
    public async Task Help_OfTheWhole_IsAsExpected()
    {
        var cli = new TestCli();

        Assert.Equal(0, await cli.RunAsync("--help"));
        Golden.Check(Golden.File("help", "coordinator.txt"), Text(cli));
        Assert.Empty(cli.Error);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_OfAVerb_IsAsExpected(string verb)
    {
        var cli = new TestCli();

        Assert.Equal(0, await cli.RunAsync(verb, "--help"));
        Golden.Check(Golden.File("help", verb + ".txt"), Text(cli));
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help watch", "watch --help")]
    [InlineData("version", "--version")]
    public async Task Help_AsAWord_IsTheOption(string words, string option)
    {
        var (said, meant) = (new TestCli(), new TestCli());

        Assert.Equal(0, await said.RunAsync(words.Split(' ')));
        Assert.Equal(0, await meant.RunAsync(option.Split(' ')));
        Assert.Equal(meant.Out, said.Out);
    }

    [Fact]
    public void Help_EverySymbol_IsDescribed()
    {
        var root = CommandTree.Create(new TestCli().Console());

        foreach (var verb in root.Subcommands)
        {
            IEnumerable<Symbol> symbols = [verb, .. verb.Options, .. verb.Arguments, .. root.Options];
            Assert.All(symbols.Where(symbol => !symbol.Hidden), symbol => Assert.False(string.IsNullOrEmpty(symbol.Description)));
            Assert.NotEmpty(Assert.IsType<Verb>(verb).Examples);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Examples_OfAVerb_Parse(string verb)
    {
        var root = CommandTree.Create(new TestCli().Console());

        const string Program = "coordinator ";
        foreach (var example in ((Verb)root.Subcommands.Single(command => command.Name == verb)).Examples)
        {
            if (example.StartsWith(Program, StringComparison.Ordinal))
                Assert.Empty(root.Parse(example[Program.Length..].Replace('\'', '"')).Errors);
        }
    }

    [Fact]
    public async Task Version_PrintsOneLine()
    {
        var cli = new TestCli();

        Assert.Equal(0, await cli.RunAsync("--version"));
        Assert.Matches(@"^coordinator \d+\.\d+\.\d+\S*\n$", cli.Out);
    }

    [Fact]
    public async Task Completion_SuggestsVerbs()
    {
        var cli = new TestCli();

        Assert.Equal(0, await cli.RunAsync("[suggest:2]", "wa"));
        Assert.Contains("watch", cli.Out, StringComparison.Ordinal);
    }

    private static string Text(TestCli cli)
    {
        var text = cli.Out.Replace(RootCommand.ExecutableName, "coordinator", StringComparison.Ordinal);
        return string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()));
    }
}
