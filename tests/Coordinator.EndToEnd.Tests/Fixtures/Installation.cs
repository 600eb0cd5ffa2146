using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>A simulator and a server as two processes, and a user's folder with files.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan ReadyGuard = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReleaseGuard = TimeSpan.FromMinutes(8);
    private readonly CommandProcess simulator;
    private readonly bool isFast;
    private readonly int port = FreePort();

    private Installation(string folder, CommandProcess simulator, bool isFast) =>
        (Folder, this.simulator, this.isFast) = (folder, simulator, isFast);

    public string Folder { get; }

    public CommandProcess? Server { get; private set; }

    /// <summary>File with the server's settings; null = none.</summary>
    public string? Settings { get; set; }

    /// <summary>File with the user's token.</summary>
    public string TokenFile { get; set; } = Path.Combine("data", "admin.token");

    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["COORDINATOR_SERVER"] = $"http://127.0.0.1:{port}",
        ["COORDINATOR_TOKEN_FILE"] = Path.Combine(Folder, TokenFile),
    };

    /// <summary>Starts both and waits until the server is ready.</summary>
    public static async Task<Installation> StartAsync(int clusters = 3)
    {
        var installation = await SimulateAsync(isFast: true, "--clusters", $"{clusters}");
        await installation.StartServerAsync();
        await File.WriteAllTextAsync(Path.Combine(installation.Folder, "clusters.yaml"), Files.Clusters);
        return installation;
    }

    /// <summary>Starts the simulator alone; the server comes with <see cref="StartServerAsync"/>.</summary>
    public static async Task<Installation> SimulateAsync(bool isFast, params string[] clusters)
    {
        var folder = Directory.CreateTempSubdirectory("coordinator-e2e-").FullName;
        string[] arguments = ["simulate", .. clusters, "--port", "0", "--kubeconfig", "kubeconfig", .. Fast(isFast)];
        var simulator = CommandProcess.Start(folder, new Dictionary<string, string>(), arguments);
        var installation = new Installation(folder, simulator, isFast);
        await installation.UntilAsync(() => File.Exists(Path.Combine(folder, "kubeconfig")) || simulator.HasExited);
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
        ["serve", "--urls", $"http://127.0.0.1:{port}", "--data", "data", "--kubeconfigs", ".", .. Fast(isFast), .. Settings is { } file ? ["--config", file] : Array.Empty<string>()];

    /// <summary>Runs a verb as the user does.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => CommandProcess.RunAsync(Folder, Variables, arguments);

    /// <summary>Writes a file of the user's.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return name;
    }

    /// <summary>Waits until something holds.</summary>
    public Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()), ReadyGuard);

    /// <summary>Waits until something holds of a release, as the API shows it; fails once it is Paused or goes back.</summary>
    public async Task UntilAsync(string release, Func<JsonNode, bool> holds)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(Folder, TokenFile)));
        await UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri($"/api/v1/releases/{release}", UriKind.Relative), TestContext.Current.CancellationToken);
                var seen = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["release"];
                if ((string?)seen?["phase"] is null or "paused" or "rollingBack" or "rolledBack" or "failed")
                {
                    Assert.Fail($"{release} stands still: {await RunAsync("explain", release)}");
                }

                return holds(seen!);
            },
            ReleaseGuard);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan limit)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(limit);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await holds())
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

    private static string[] Fast(bool isFast) => isFast ? ["--fast"] : [];

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
