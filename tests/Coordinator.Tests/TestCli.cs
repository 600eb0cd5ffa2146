using Coordinator.Cli;

namespace Coordinator.Tests;

/// <summary>Runs command lines in this process.</summary>
internal sealed class TestCli(Uri? server = null)
{
    private readonly TestWriter output = new();
    private readonly TestWriter error = new();

    public TestClock Clock { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    public string Out => output.ToString();

    public string Error => error.ToString();

    /// <summary>Done once that many lines are on standard output.</summary>
    public Task LinesAsync(int count) => output.LinesAsync(count);

    /// <summary>Runs a command line against the server of the test.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public Task<int> RunAsync(CancellationToken cancellation, params string[] args)
    {
        var console = Console();
        string[] all = server is null ? args : [.. args, "--server", server.ToString()];
        return CommandLine.RunAsync(CommandTree.Create(console), all, console, cancellation);
    }

    public CliConsole Console() => new()
    {
        Out = output,
        Error = error,
        IsTerminal = false,
        Width = 110,
        Variable = name => Variables.GetValueOrDefault(name),
        Time = Clock,
    };
}
