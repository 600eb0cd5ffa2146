using System.Net;
using System.Net.Sockets;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>A simulator and a server as two processes, and a user's folder with files.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan ReadyGuard = TimeSpan.FromMinutes(1);
    private readonly CommandProcess simulator;
    private readonly int port = FreePort();

    private Installation(string folder, CommandProcess simulator) => (Folder, this.simulator) = (folder, simulator);

    public string Folder { get; }

    public CommandProcess? Server { get; private set; }

    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["COORDINATOR_SERVER"] = $"http://127.0.0.1:{port}",
        ["COORDINATOR_TOKEN_FILE"] = Path.Combine(Folder, "data", "admin.token"),
    };

    /// <summary>Starts both and waits until the server is ready.</summary>
    public static async Task<Installation> StartAsync(int clusters = 3)
    {
        var folder = Directory.CreateTempSubdirectory("coordinator-e2e-").FullName;
        var simulator = CommandProcess.Start(
            folder, new Dictionary<string, string>(), "simulate", "--clusters", $"{clusters}", "--port", "0", "--kubeconfig", "kubeconfig", "--fast");
        var installation = new Installation(folder, simulator);
        await installation.UntilAsync(() => File.Exists(Path.Combine(folder, "kubeconfig")) || simulator.HasExited);
        await installation.StartServerAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "clusters.yaml"), Files.Clusters);
        return installation;
    }

    /// <summary>Starts the server over the same data.</summary>
    public async Task StartServerAsync()
    {
        Server = CommandProcess.Start(Folder, new Dictionary<string, string>(), ServeArguments());
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        await UntilAsync(() => Server.HasExited || IsReadyAsync(http).GetAwaiter().GetResult());
        Assert.False(Server.HasExited, Server.Error);
    }

    /// <summary>Arguments of <c>serve</c>.</summary>
    public string[] ServeArguments() =>
        ["serve", "--urls", $"http://127.0.0.1:{port}", "--data", "data", "--kubeconfigs", ".", "--fast"];

    /// <summary>Runs a verb as the user does.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => CommandProcess.RunAsync(Folder, Variables, arguments);

    /// <summary>Writes a file of the user's.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return name;
    }

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(ReadyGuard);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!holds())
        {
            await pace.WaitForNextTickAsync(guard.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        await simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends the simulator: every cluster is away.</summary>
    public Task KillSimulatorAsync() => simulator.KillAsync();

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("/readyz");
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
