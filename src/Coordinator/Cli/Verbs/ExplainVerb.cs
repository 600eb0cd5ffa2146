using System.CommandLine;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>explain</c>: why a release is where it is and what it waits for.</summary>
internal sealed class ExplainVerb : ICommandModule
{
    private readonly Argument<string> name = NameArgument.Create();

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("explain", "Say why a release and its environments are where they are, and what they wait for.")
        {
            Examples = ["coordinator explain shop-2.4.0"],
        };
        verb.Add(name);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var explanation = await client.ExplainAsync(parse.GetRequiredValue(name), cancellation);
            if (GlobalOptions.IsJson(parse))
            {
                console.WriteDocument(explanation);
                return ExitCode.Done;
            }
            console.Out.WriteLine($"{Display.Line(explanation.Release)} is {explanation.Phase}: {Display.Line(explanation.Sentence)}");
            foreach (var environment in explanation.Environments)
                console.Out.WriteLine($"  {Display.Line(environment.Key.ToString())} is {environment.Phase}: {Display.Line(environment.Sentence)}");
            return ExitCode.Done;
        });
        root.Add(verb);
    }
}
