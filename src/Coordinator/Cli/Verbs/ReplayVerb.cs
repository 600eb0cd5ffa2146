using System.CommandLine;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>replay</c>: recomputes every decision of a release.</summary>
internal sealed class ReplayVerb : ICommandModule
{
    private readonly Argument<string> name = NameArgument.Create();

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb(
            "replay", "Recompute every decision of a release from the journal and compare. Exits with 1 where one differs.")
        {
            Examples = ["coordinator replay shop-2.4.0"],
        };
        verb.Add(name);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var replay = await client.ReplayAsync(parse.GetRequiredValue(name), cancellation);
            if (GlobalOptions.IsJson(parse))
            {
                console.WriteDocument(replay);
            }
            else
            {
                foreach (var mismatch in replay.Mismatches)
                    console.Out.WriteLine(Display.Line(mismatch));
                console.Out.WriteLine($"{Display.Line(replay.Release)}: {replay.Events} events replayed, "
                    + (replay.Mismatches.IsEmpty ? "all agree" : $"{replay.Mismatches.Length} differ"));
            }
            return replay.Mismatches.IsEmpty ? ExitCode.Done : ExitCode.Failed;
        });
        root.Add(verb);
    }
}
