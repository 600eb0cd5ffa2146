using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Coordinator.Storage.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Coordinator.Storage.Tests;

/// <summary>A PostgreSQL server of its own on a free loopback port, started by the first test that needs it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Template = "template_current";
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string? _binaries = FindBinaries();
    private DirectoryInfo? _folder;
    private int _port;
    private Process? _process;
    private bool _templated;
    private int _databases;

    private string Data => Path.Combine(_folder!.FullName, "data");

    /// <summary>A database, with the current schema or with none.</summary>
    internal async Task<PostgresDatabase> CreateDatabaseAsync(bool migrated = true)
    {
        if (_binaries is null)
            Assert.Skip("no PostgreSQL server in /usr/lib/postgresql: install the Debian package `postgresql`");
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await _turn.WaitAsync();
        try
        {
            if (_process is null)
                await StartAsync();
            if (migrated && !_templated)
                await CreateTemplateAsync();
            await RunSqlAsync($"CREATE DATABASE {name}" + (migrated ? $" TEMPLATE {Template}" : ""));
        }
        finally
        {
            _turn.Release();
        }

        return new(ConnectionString(name));
    }

    /// <summary>Starts on the same folder and port as before, if there was a before.</summary>
    public async Task StartAsync()
    {
        if (_folder is null)
        {
            _folder = Directory.CreateTempSubdirectory("coordinator-postgres-");
            _port = FreePort();
            if (IsRoot)
                await RunAsync("chown", "postgres", _folder.FullName);
            await RunAsServerAsync(
                "initdb", "-D", Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        }

        _process = Process.Start(AsServer("postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture),
            "-h", "127.0.0.1", "-k", _folder.FullName, "-c", "fsync=off", "-c", "max_connections=200"))!;
        _ = _process.StandardOutput.ReadToEndAsync();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                // Its log must go on being read, or the server would wait for the pipe.
                _ = _process.StandardError.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("the PostgreSQL server did not start");
    }

    /// <summary>Ends the server at once, as a crash would.</summary>
    public async Task StopAsync()
    {
        var id = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunAsync("kill", "-QUIT", id);
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _folder?.Delete(recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
            .Select(path => Path.Combine(path, "bin"))
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")) && File.Exists(Path.Combine(path, "postgres")))
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Maximum Pool Size=20";

    private async Task CreateTemplateAsync()
    {
        await RunSqlAsync($"CREATE DATABASE {Template}");
        await CoordinatorStorage.MigrateAsync(
            new() { Provider = StorageProvider.PostgreSql, ConnectionString = ConnectionString(Template) + ";Pooling=false" },
            default);
        _templated = true;
    }

    private async Task RunSqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private Task RunAsServerAsync(string program, params string[] arguments) => RunAsync(AsServer(program, arguments));

    /// <summary>The server refuses to run as root.</summary>
    private ProcessStartInfo AsServer(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries!, program);
        return IsRoot ? Start("runuser", ["-u", "postgres", "--", path, .. arguments]) : Start(path, arguments);
    }

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(Start(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)}: {errors}{await output}");
    }

    private static ProcessStartInfo Start(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    };
}
