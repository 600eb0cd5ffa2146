using System.Diagnostics;

namespace Coordinator.Storage.Tests;

/// <summary>This executable, started again in another role. Disposing kills it with SIGKILL.</summary>
internal sealed class ChildProcess : IDisposable
{
    public const string Write = "--child-write";
    public const string Hold = "--child-hold";
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static ChildProcess Start(string role, StorageOptions options, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Coordinator.Storage.Tests"))
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            ArgumentList = { role, options.Provider.ToString(), options.ConnectionString ?? options.Path },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public static StorageOptions Options(string provider, string target) => Enum.Parse<StorageProvider>(provider) switch
    {
        StorageProvider.Sqlite => new() { Path = target },
        StorageProvider.PostgreSql => new() { Provider = StorageProvider.PostgreSql, ConnectionString = target },
    };

    /// <summary>Opens the database, says so, and keeps it until standard input ends.</summary>
    public static async Task<int> HoldAsync(StorageOptions options)
    {
        await using var storage = new CoordinatorStorage(options);
        await storage.OpenAsync(CancellationToken.None);
        Console.WriteLine("open");
        await Console.In.ReadLineAsync();
        return 0;
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("the child process ended by itself");

    /// <summary>SIGKILL, then what it had still printed.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return rest;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
