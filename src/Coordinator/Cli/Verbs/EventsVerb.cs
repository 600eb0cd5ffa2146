using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Coordinator.Client;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>events</c>: the journal of a release.</summary>
internal sealed class EventsVerb : ICommandModule
{
    private const int MaxLimit = 100_000;

    private readonly Argument<string> name = NameArgument.Create();

    private readonly Option<bool> follow = new("--follow")
    {
        Description = "Go on with new events until the release ends; with -o json one object a line",
    };

    private readonly Option<long> after =
        NumberOption.Create("--after", "POSITION", "Only events behind this position", 0, 0, long.MaxValue);

    private readonly Option<long> limit =
        NumberOption.Create("--limit", "N", "Most events, without --follow", 1000, 1, MaxLimit);

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("events", "Show what happened in a release, in order.")
        {
            Examples =
            [
                "coordinator events shop-2.4.0",
                "coordinator events shop-2.4.0 --follow -o json",
            ],
        };
        verb.Add(name);
        verb.Add(follow);
        verb.Add(after);
        verb.Add(limit);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            await (parse.GetValue(follow)
                ? FollowAsync(client, parse, console, cancellation)
                : ListAsync(client, parse, console, cancellation));
            return ExitCode.Done;
        });
        root.Add(verb);
    }

    private async Task FollowAsync(CoordinatorClient client, ParseResult parse, CliConsole console, CancellationToken cancellation)
    {
        var feed = new EventFeed(client, console.Time);
        await foreach (var view in feed.FollowAsync(parse.GetRequiredValue(name), parse.GetValue(after), cancellation))
        {
            if (GlobalOptions.IsJson(parse))
                console.WriteJsonLine(view);
            else
                await console.Out.WriteLineAsync(Line(view));
            await console.Out.FlushAsync(CancellationToken.None);
        }
    }

    private async Task ListAsync(CoordinatorClient client, ParseResult parse, CliConsole console, CancellationToken cancellation)
    {
        var most = parse.GetValue(limit);
        var items = ImmutableArray.CreateBuilder<EventView>();
        var (position, next) = (parse.GetValue(after), (string?)null);
        do
        {
            var page = await client.EventsAsync(
                parse.GetRequiredValue(name), position, (int)Math.Min(CoordinatorClient.PageSize, most - items.Count), cancellation);
            items.AddRange(page.Items);
            next = page.Items.IsEmpty ? null : page.Next;
            position = page.Items.IsEmpty ? position : page.Items[^1].Position;
        }
        while (next is not null && items.Count < most);
        if (GlobalOptions.IsJson(parse))
            console.WriteDocument(new Page<EventView>(items.ToImmutable(), next));
        else
            WriteLines(items, console.Out);
        if (next is not null)
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"there are more: --after {position}"));
    }

    private static void WriteLines(IEnumerable<EventView> events, TextWriter writer)
    {
        var table = new TextTable("At", "Stream", "Kind", "Summary");
        foreach (var view in events)
            table.Add(Display.Instant(view.At), view.Stream, view.Kind, view.Summary);
        table.WriteTo(writer);
    }

    private static string Line(EventView view) =>
        $"{Display.Instant(view.At)}  {Display.Line(view.Stream)}  {Display.Line(view.Kind)}  {Display.Line(view.Summary)}";
}
