using System.CommandLine;

namespace Coordinator.Cli.Verbs;

/// <summary><c>watch</c>: a release until it ends.</summary>
internal sealed class WatchVerb : ICommandModule
{
    private readonly Argument<string> name = NameArgument.Create();

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("watch", "Show a release until it ends; exits with 0 succeeded, 5 rolled back, 1 failed, 4 superseded.")
        {
            Examples = ["coordinator watch shop-2.4.0"],
        };
        verb.Add(name);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var isJson = GlobalOptions.IsJson(parse);
            var detail = await ReleaseWaiting.ShowAsync(client, parse.GetRequiredValue(name), isJson, console, cancellation);
            if (isJson)
                console.WriteDocument(detail);
            return ExitCode.Of(detail.Release.Phase);
        });
        root.Add(verb);
    }
}
