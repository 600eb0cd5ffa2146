using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains;

namespace Coordinator.Gateway.Replays;

/// <summary>Recomputes every decision of a release: of its own actor, its regions, its application and its environments.</summary>
internal sealed class ReleaseReplay(IJournal journal, IDocuments documents)
{
    private const int RowsPerRead = 500;
    private const int MostMismatches = 100;

    /// <summary>Replays the release, one stream after the other: memory holds one page of rows and few documents.</summary>
    public async Task<ReplayView> RunAsync(ReleaseSummary release, CancellationToken cancellationToken)
    {
        var mismatches = new List<string>();
        var events = 0L;
        foreach (var stream in await StreamsAsync(release, cancellationToken))
        {
            events += await MachineOf(stream).RunAsync(stream, Note, cancellationToken);
        }

        return new(release.Name, events, [.. mismatches]);

        void Note(string mismatch)
        {
            if (mismatches.Count < MostMismatches)
            {
                mismatches.Add(mismatch);
            }
        }
    }

    private async Task<SortedSet<string>> StreamsAsync(ReleaseSummary release, CancellationToken cancellationToken)
    {
        // Rows of the application stand under whichever release heads its queue.
        var streams = new SortedSet<string>(StringComparer.Ordinal) { GrainKeys.Application(release.Application) };
        for (var after = 0L; ;)
        {
            var rows = await journal.ReadReleaseAsync(release.Name, after, RowsPerRead, cancellationToken);
            streams.UnionWith(rows.Select(row => row.Entry.Stream));
            if (rows.Length < RowsPerRead)
            {
                return streams;
            }

            after = rows[^1].Position;
        }
    }

    private ActorReplay<TContext, TState, TEvent> Of<TContext, TState, TEvent>(IMachine<TContext, TState, TEvent> machine)
        where TContext : class
        where TState : class
        where TEvent : class => new(machine, journal, documents);

    private IActorReplay MachineOf(string stream)
    {
        // Which machine a stream belongs to is in its key, whose kinds GrainKeys makes.
        var kind = GrainKeys.Kind(stream);
        return kind == GrainKeys.Kind(GrainKeys.Release("")) ? Of(new ReleaseMachine())
            : kind == GrainKeys.Kind(GrainKeys.Region("", "")) ? Of(new RegionMachine())
            : kind == GrainKeys.Kind(GrainKeys.Application("")) ? Of(new ApplicationMachine())
            : Of(new EnvironmentMachine());
    }
}
