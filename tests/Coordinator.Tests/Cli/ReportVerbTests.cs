using Coordinator.Core;
using Coordinator.Core.Reports;

namespace Coordinator.Tests.Cli;

public sealed class ReportVerbTests : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Golden.Root, "tests", "Coordinator.Core.Tests", "Reports", "testdata");
    private TestApi api = null!;
    private TestCli cli = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.CreateAsync();
        cli = new(api.Address);
        api.Answers("GET", "releases/r1/report", CoreJson.Read<ReleaseReport>(File.ReadAllText(Path.Combine(Folder, "report.json"))));
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Run_WithoutAForm_WritesTables()
    {
        Assert.Equal(0, await cli.RunAsync("report", "r1"));
        Golden.Check(Golden.File("tables", "report.txt"), cli.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Run_Markdown_WritesTheSameAsTheServer()
    {
        Assert.Equal(0, await cli.RunAsync("report", "r1", "-o", "markdown"));
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "report.md")), cli.Out);
    }

    [Fact]
    public async Task Run_Json_WritesTheDocument()
    {
        Assert.Equal(0, await cli.RunAsync("report", "r1", "-o", "json"));
        Assert.Equal("r1", CoreJson.Read<ReleaseReport>(cli.Out).Release);
    }

    [Fact]
    public async Task Run_MarkdownOfAnotherVerb_IsRefused()
    {
        Assert.Equal(2, await cli.RunAsync("explain", "r1", "-o", "markdown"));
        Assert.Empty(cli.Out);
        Assert.Contains("verb report alone", cli.Error, StringComparison.Ordinal);
    }
}
