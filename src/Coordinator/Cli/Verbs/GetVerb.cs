using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Coordinator.Client;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>get</c>: lists, or shows one.</summary>
internal sealed class GetVerb : ICommandModule
{
    /// <summary>Most items of a list.</summary>
    private const int MaxItems = 20_000;

    private readonly Argument<string> kind = new("KIND")
    {
        Description = "What: releases, clusters or environments",
        DefaultValueFactory = _ => "releases",
    };

    private readonly Argument<string?> name = new("NAME")
    {
        Description = "Only this one; an environment by its key or its cluster",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> release = new("--release")
    {
        Description = "Only environments of this release",
        HelpName = "NAME",
    };

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        kind.AcceptOnlyFromAmong("releases", "clusters", "environments");
        var verb = new Verb("get", "List releases, clusters or environments, or show one.")
        {
            Examples =
            [
                "coordinator get",
                "coordinator get releases shop-2.4.0",
                "coordinator get environments --release shop-2.4.0 -o json",
            ],
        };
        verb.Add(kind);
        verb.Add(name);
        verb.Add(release);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(release) is not null && result.GetValue(kind) != "environments")
                result.AddError("'--release' goes with 'environments' only.");
        });
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var isJson = GlobalOptions.IsJson(parse);
            await (parse.GetRequiredValue(kind) switch
            {
                "clusters" => ClustersAsync(client, parse.GetValue(name), isJson, console, cancellation),
                "environments" => EnvironmentsAsync(client, parse.GetValue(release), parse.GetValue(name), isJson, console, cancellation),
                _ when parse.GetValue(name) is { } one => ReleaseAsync(client, one, isJson, console, cancellation),
                _ => ReleasesAsync(client, isJson, console, cancellation),
            });
            return ExitCode.Done;
        });
        root.Add(verb);
    }

    private static async Task ReleaseAsync(
        CoordinatorClient client, string name, bool isJson, CliConsole console, CancellationToken cancellation)
    {
        var detail = await client.ReleaseAsync(name, cancellation);
        if (isJson)
            console.WriteDocument(detail);
        else
            console.Ansi().Write(ReleaseTable.Render(detail, console.Time.GetUtcNow()));
    }

    private static async Task ReleasesAsync(CoordinatorClient client, bool isJson, CliConsole console, CancellationToken cancellation)
    {
        var page = await AllAsync(client.ReleasesAsync, console, cancellation);
        if (isJson)
        {
            console.WriteDocument(page);
            return;
        }
        var table = new TextTable("Name", "Application", "Version", "Phase", "Submitted", "By");
        foreach (var item in page.Items)
            table.Add(item.Name, item.Application, item.Version, item.Phase.ToString(), Display.Instant(item.SubmittedAt), item.SubmittedBy);
        table.WriteTo(console.Out);
    }

    private static async Task ClustersAsync(
        CoordinatorClient client, string? name, bool isJson, CliConsole console, CancellationToken cancellation)
    {
        if (name is not null)
        {
            var cluster = await client.ClusterAsync(name, cancellation);
            if (isJson)
                console.WriteDocument(cluster);
            else
                Write([cluster], console.Out);
            return;
        }
        var page = await AllAsync(client.ClustersAsync, console, cancellation);
        if (isJson)
            console.WriteDocument(page);
        else
            Write(page.Items, console.Out);
    }

    private static async Task EnvironmentsAsync(
        CoordinatorClient client, string? release, string? name, bool isJson, CliConsole console, CancellationToken cancellation)
    {
        var page = await AllAsync<EnvironmentView>(
            (cursor, token) => client.EnvironmentsAsync(release, cursor, token), console, cancellation);
        var found = name is null ? page : Chosen(page, name);
        if (isJson)
        {
            console.WriteDocument(found);
            return;
        }
        var table = new TextTable("Environment", "Release", "Phase", "Color", "Weight", "Errors", "p95", "Verdict", "Reason");
        foreach (var item in found.Items)
            table.Add(
                item.Report.Key.ToString(), item.Report.Release, Display.Phase(item.Report.Phase, item.Report), Display.Colors(item.Report),
                Display.Percent(item.Report.WeightPercent), Display.ErrorRate(Display.Metric(item, "errorRate")),
                Display.Latency(Display.Metric(item, "latency")), item.Report.Verdict.ToString(), item.Report.Pause?.Reason ?? item.Report.Reason);
        table.WriteTo(console.Out);
    }

    private static void Write(ImmutableArray<ClusterView> clusters, TextWriter writer)
    {
        var table = new TextTable("Name", "Region", "Capacity", "Labels", "Context", "Status");
        foreach (var cluster in clusters)
            table.Add(
                cluster.Name, cluster.Region, cluster.Capacity.ToString(CultureInfo.InvariantCulture),
                string.Join(',', cluster.Labels.Select(label => $"{label.Key}={label.Value}")),
                cluster.InCluster ? "in cluster" : cluster.Kubeconfig?.Context, ClusterText.Status(cluster));
        table.WriteTo(writer);
    }

    private static Page<EnvironmentView> Chosen(Page<EnvironmentView> page, string name)
    {
        ImmutableArray<EnvironmentView> found =
            [.. page.Items.Where(item => item.Report.Key.ToString() == name || item.Report.Key.Cluster == name)];
        return !found.IsEmpty ? new(found, null) : throw new ApiException(new(
            "https://coordinator.dev/problems/not-found", "Not found", 404, "not-found", $"no environment '{name}'", null, null, []));
    }

    /// <summary>All pages, up to a limit; above it the cursor of the next is left in the result.</summary>
    private static async Task<Page<T>> AllAsync<T>(
        Func<string?, CancellationToken, Task<Page<T>>> read, CliConsole console, CancellationToken cancellation)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        string? next = null;
        do
        {
            var page = await read(next, cancellation);
            items.AddRange(page.Items);
            // A page without items that names a next one would never end.
            next = page.Items.IsEmpty ? null : page.Next;
        }
        while (next is not null && items.Count < MaxItems);
        if (next is not null)
            console.Error.WriteLine($"warning: only the first {items.Count} are shown");
        return new(items.ToImmutable(), next);
    }
}
