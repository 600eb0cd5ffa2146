using Coordinator.Cli;
using Coordinator.Core.Ports;
using Coordinator.Gateway;
using Coordinator.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Coordinator.Serve;

/// <summary>Runs a server until it is told to stop.</summary>
internal static class ServerRun
{
    /// <summary>The exit code: 3 for wrong settings, 4 where database or port are taken.</summary>
    public static async Task<int> RunAsync(Func<ServerSettings> read, CliConsole console, CancellationToken cancellation)
    {
        try
        {
            var settings = read();
            if (settings.Tokens.IsEmpty)
            {
                settings = WithFirstToken(settings);
                await console.Error.WriteLineAsync($"administrator's token: {Path.GetFullPath(Path.Combine(settings.DataDirectory, AdministratorToken.FileName))}");
            }

            await using var app = ServerHost.Create(settings);
            await app.StartAsync(cancellation);
            await console.Error.WriteLineAsync($"coordinator serves {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception fault) when (Describe(fault) is { } known)
        {
            foreach (var error in known.Errors)
            {
                await console.Error.WriteLineAsync($"coordinator: {error}");
            }

            return known.Code;
        }
    }

    private static ServerSettings WithFirstToken(ServerSettings settings) => settings with
    {
        Tokens = [new GatewayToken { Name = "admin", Token = AdministratorToken.ReadOrCreate(settings.DataDirectory), Roles = GatewayRoles.All }],
    };

    private static (int Code, IEnumerable<string> Errors)? Describe(Exception fault) => fault switch
    {
        SettingsException settings => (ExitCode.InvalidInput, settings.Errors),
        OptionsValidationException options => (ExitCode.InvalidInput, options.Failures),
        StorageInUseException or SchemaVersionException or StorageUnavailableException => (ExitCode.Refused, [fault.Message]),
        IOException or UnauthorizedAccessException => (ExitCode.Refused, [fault.Message]),
        { InnerException: { } inner } => Describe(inner),
        _ => null,
    };
}
