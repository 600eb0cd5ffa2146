using System.CommandLine;
using System.Globalization;
using Coordinator.Serve;

namespace Coordinator.Cli.Verbs;

/// <summary><c>serve</c>: the server.</summary>
internal sealed class ServeVerb : ICommandModule
{
    private readonly Option<string?> config = new("--config")
    {
        Description = "JSON file with settings; environment variables COORDINATOR_SECTION__KEY override it",
        HelpName = "FILE",
    };

    private readonly Option<string?> urls = new("--urls") { Description = "Addresses to listen on, separated by semicolons (default http://127.0.0.1:8080)", HelpName = "URLS" };

    private readonly Option<string?> data = new("--data") { Description = "Folder of the database and the first token (default data)", HelpName = "FOLDER" };

    private readonly Option<string?> kubeconfigs = new("--kubeconfigs")
    {
        Description = "Folder in which the kubeconfig files of Cluster files lie (default the working folder)",
        HelpName = "FOLDER",
    };

    private readonly Option<string> role = new("--role")
    {
        Description = "Which parts run; several processes are not supported yet",
        HelpName = "all",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<bool> fast = new("--fast") { Description = "Run the clock 60 times as fast as the wall's, as `simulate --fast` does" };
    private readonly Option<double?> factor = new("--clock-factor") { Hidden = true };
    private readonly Option<string?> epoch = new("--clock-epoch") { Hidden = true };
    private readonly Option<bool> untilInputCloses = new("--until-input-closes") { Hidden = true };

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("serve", "Run the server: API, dashboard, and everything that drives releases. Ends on SIGTERM or Ctrl-C.")
        {
            Examples = ["coordinator serve --data data --kubeconfigs ~/.kube", "coordinator serve --config coordinator.json"],
        };
        foreach (var option in (Option[])[config, urls, data, kubeconfigs, role, fast, factor, epoch, untilInputCloses])
        {
            verb.Add(option);
        }

        verb.SetAction((parse, cancellation) => RunAsync(parse, console, cancellation));
        root.Add(verb);
    }

    private async Task<int> RunAsync(ParseResult parse, CliConsole console, CancellationToken cancellation)
    {
        if (parse.GetValue(role) is not "all" and var other)
        {
            throw new UsageException($"--role {other}: not supported yet; 'all' runs everything in one process");
        }

        var defaults = new ServerSettings();
        defaults = defaults with
        {
            ClockFactor = parse.GetValue(factor) ?? (parse.GetValue(fast) ? FastClock.Factor : defaults.ClockFactor),
            ClockEpoch = parse.GetValue(epoch) is { } begin ? DateTimeOffset.Parse(begin, CultureInfo.InvariantCulture) : defaults.ClockEpoch,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (parse.GetValue(untilInputCloses))
        {
            InputEnd.Of(Console.OpenStandardInput(), stop);
        }

        return await ServerRun.RunAsync(() => Settings(parse, defaults), console, stop.Token);
    }

    private ServerSettings Settings(ParseResult parse, ServerSettings defaults)
    {
        var settings = ServerSettings.Read(parse.GetValue(config), defaults);
        return settings with
        {
            Urls = parse.GetValue(urls) ?? settings.Urls,
            DataDirectory = parse.GetValue(data) ?? settings.DataDirectory,
            KubeconfigFolder = parse.GetValue(kubeconfigs) ?? settings.KubeconfigFolder,
        };
    }
}
