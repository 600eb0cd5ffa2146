using System.CommandLine;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary>What people can ask of a release: a verb for each action.</summary>
internal sealed class ActionVerbs : ICommandModule
{
    private const int LongestReason = 1000;

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        foreach (var action in Enum.GetValues<ReleaseAction>())
            Add(action, root, globals, console);
    }

    private static void Add(ReleaseAction action, RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var word = action.ToString().ToLowerInvariant();
        var (description, example) = Texts(action);
        var name = NameArgument.Create();
        var wave = new Option<string?>("--wave") { Description = "Only this wave", HelpName = "WAVE" };
        var environment = new Option<string?>("--environment")
        {
            Description = "Only this environment, by its key cluster/namespace/application or its cluster",
            HelpName = "ENVIRONMENT",
        };
        var reason = new Option<string?>("--reason") { Description = "Why; stands in the journal", HelpName = "TEXT" };
        reason.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>()?.Length > LongestReason)
                result.AddError($"--reason: at most {LongestReason} characters.");
        });
        var verb = new Verb(word, description) { Examples = [$"coordinator {word} {example}"] };
        verb.Add(name);
        verb.Add(wave);
        verb.Add(environment);
        verb.Add(reason);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var body = new ActionBody(parse.GetValue(wave), parse.GetValue(environment), parse.GetValue(reason));
            var view = await client.ActAsync(parse.GetRequiredValue(name), action, body, cancellation);
            if (GlobalOptions.IsJson(parse))
                console.WriteDocument(view);
            else
                console.Out.WriteLine($"{Display.Line(view.Name)}: {word} accepted, {view.Phase}"
                    + (view.Waiting is { Length: > 0 } waiting ? $", {Display.Line(waiting)}" : ""));
            return ExitCode.Done;
        });
        root.Add(verb);
    }

    private static (string Description, string Example) Texts(ReleaseAction action) => action switch
    {
        ReleaseAction.Approve => ("Approve a wave that waits for it.", "shop-2.4.0 --wave europe --reason 'CHG-1234'"),
        ReleaseAction.Pause => ("Let a release wait; what serves goes on serving.", "shop-2.4.0 --reason 'looking at the logs'"),
        ReleaseAction.Resume => ("Let a release go on that was paused.", "shop-2.4.0"),
        ReleaseAction.Promote => ("Skip the current hold or bake; never an Unhealthy one.", "shop-2.4.0 --environment eu-west-1"),
        ReleaseAction.Retry => ("Try failed or blocked environments again.", "shop-2.4.0 --environment eu-west-1"),
        ReleaseAction.Abort => ("Stop a release that has not ended, and go back.", "shop-2.4.0 --reason 'wrong image'"),
        ReleaseAction.Rollback => ("Go back after a release has ended.", "shop-2.4.0 --reason 'customers report errors'"),
    };
}
