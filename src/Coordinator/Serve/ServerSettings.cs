using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Coordinator.Gateway;
using Coordinator.Kubernetes;
using Coordinator.Simulator.Hosting;
using Microsoft.Extensions.Configuration;

namespace Coordinator.Serve;

/// <summary>What a server is started with, from the command line, <c>--config</c> and environment variables
/// <c>COORDINATOR_SECTION__KEY</c>, in this order.</summary>
internal sealed partial record ServerSettings
{
    /// <summary>Addresses, separated by semicolons. Default <c>http://127.0.0.1:8080</c>. Key <c>Urls</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Name of the installation: part of every object's owner. Default <c>coordinator</c>. Key <c>Installation</c>.</summary>
    public string Installation { get; init; } = "coordinator";

    /// <summary>Folder of the embedded database and the first token. Default <c>data</c>. Key <c>DataDirectory</c>.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Folder in which kubeconfig files lie. Default the working folder. Key <c>Kubernetes:KubeconfigFolder</c>.</summary>
    public string KubeconfigFolder { get; init; } = ".";

    /// <summary>Which addresses releases may name, and how much they may ask of them. Keys <c>Http:AllowedHosts</c> (a list),
    /// <c>Http:ConnectTo</c> (address:port by host), <c>Http:CaFile</c> (PEM) and <c>Http:LoadPerSecond</c>.</summary>
    public OutboundOptions Outbound { get; init; } = new();

    /// <summary>The coordinator's own image, which checks <c>from: cluster</c> run as Jobs. Default none: such checks are refused. Key
    /// <c>Checks:Image</c>.</summary>
    public string? CheckImage { get; init; }

    /// <summary>Folder in which files lie that releases may name: tokens and passwords of Prometheus servers. Default none. Key
    /// <c>Kubernetes:ReleaseFilesFolder</c>.</summary>
    public string? ReleaseFilesFolder { get; init; }

    /// <summary>How many times faster than the wall's the clock runs. Default 1; 1 to 600. Key <c>Clock:Factor</c>.</summary>
    public double ClockFactor { get; init; } = 1;

    /// <summary>Where a faster clock begins. Set by the demo alone; no configuration key.</summary>
    public DateTimeOffset ClockEpoch { get; init; } = FastClock.Epoch;

    /// <summary>Who may do what. Empty: an administrator's token is made at the first start. Key <c>Tokens</c>.</summary>
    public ImmutableArray<GatewayToken> Tokens { get; init; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider Time => ClockFactor > 1 ? new ScaledTimeProvider(ClockEpoch, ClockFactor) : TimeProvider.System;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">A value is wrong; every error at once.</exception>
    public static ServerSettings Read(string? configFile, ServerSettings defaults)
    {
        if (configFile is not null && !File.Exists(configFile))
        {
            throw new SettingsException([$"--config: there is no file '{configFile}'"]);
        }

        var builder = new ConfigurationBuilder();
        if (configFile is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(configFile), optional: false);
        }

        try
        {
            var variables = new ConfigurationBuilder().AddEnvironmentVariables("COORDINATOR_").Build();
            List<string> errors = [.. SettingKeys.Errors(builder.Build(), variables)];
            return Bind(builder.AddConfiguration(variables).Build(), defaults, errors);
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException)
        {
            throw new SettingsException([$"--config {configFile}: {fault.GetBaseException().Message}"]);
        }
    }

    private static ServerSettings Bind(IConfiguration configuration, ServerSettings defaults, List<string> errors)
    {
        var factor = defaults.ClockFactor;
        if (configuration["Clock:Factor"] is { } text
            && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out factor) || factor is < 1 or > 600))
        {
            errors.Add($"Clock:Factor: '{text}' is not a number from 1 to 600");
        }

        var load = new OutboundOptions().LoadPerSecond;
        if (configuration["Http:LoadPerSecond"] is { } rate && !double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out load))
        {
            errors.Add($"Http:LoadPerSecond: '{rate}' is no number");
        }

        var tokens = configuration.GetSection("Tokens").Get<GatewayToken[]>() ?? [];
        var settings = defaults with
        {
            Urls = configuration["Urls"] ?? defaults.Urls,
            Installation = configuration["Installation"] ?? defaults.Installation,
            DataDirectory = configuration["DataDirectory"] ?? defaults.DataDirectory,
            KubeconfigFolder = configuration["Kubernetes:KubeconfigFolder"] ?? defaults.KubeconfigFolder,
            ReleaseFilesFolder = configuration["Kubernetes:ReleaseFilesFolder"] ?? defaults.ReleaseFilesFolder,
            CheckImage = configuration["Checks:Image"] ?? defaults.CheckImage,
            ClockFactor = factor,
            Tokens = [.. tokens],
            Outbound = new()
            {
                AllowedHosts = [.. configuration.GetSection("Http:AllowedHosts").Get<string[]>() ?? []],
                ConnectTo = (configuration.GetSection("Http:ConnectTo").Get<Dictionary<string, string>>() ?? [])
                    .ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
                CaFile = configuration["Http:CaFile"],
                LoadPerSecond = load,
            },
        };
        errors.AddRange(Errors(settings));
        return errors.Count == 0 ? settings : throw new SettingsException([.. errors]);
    }

    private static IEnumerable<string> Errors(ServerSettings settings)
    {
        var urls = settings.Urls.Split(';');
        return
        [
            .. settings.Outbound.Errors(),
            .. GatewayErrors(settings),
            .. urls.Where(url => !Uri.TryCreate(url, UriKind.Absolute, out _)).Select(url => $"Urls: '{url}' is no URL"),
            .. urls.Where(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
                .Select(url => $"Urls: {url}: not supported yet: https; put a proxy that ends TLS in front"),
            .. settings.CheckImage is { } image && !ImageForm().IsMatch(image) ? [$"Checks:Image: '{image}' is no name of an image"] : Array.Empty<string>(),
            .. Missing("Kubernetes:KubeconfigFolder", settings.KubeconfigFolder),
            .. Missing("Kubernetes:ReleaseFilesFolder", settings.ReleaseFilesFolder),
        ];
    }

    /// <summary>What the gateway would refuse, by the keys of this file. Where there is no token, one is made.</summary>
    private static IEnumerable<string> GatewayErrors(ServerSettings settings) =>
        new GatewayOptions { Tokens = settings.Tokens, Installation = settings.Installation }.Validate()
            .Select(error => error[(GatewayOptions.Section.Length + 1)..])
            .Where(error => !settings.Tokens.IsEmpty || !error.StartsWith("Tokens:", StringComparison.Ordinal));

    [GeneratedRegex(@"^[a-z0-9][A-Za-z0-9._:/@-]{0,511}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageForm();

    private static IEnumerable<string> Missing(string key, string? folder) =>
        folder is null || Directory.Exists(folder) ? [] : [$"{key}: there is no folder '{folder}'"];
}
