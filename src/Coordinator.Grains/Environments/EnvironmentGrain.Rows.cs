using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;

namespace Coordinator.Grains.Environments;

/// <summary>What others read of an environment: its registry row, what became of releases that left it, and its cluster's reachability.</summary>
internal sealed partial class EnvironmentGrain
{
    private RegistryEntry Entry => entry ??= new(Services.Registry, RegistryKinds.Environment, GrainKeys.Bare(Key));

    /// <summary>A start must find its row due from before it is taken until what became of it is noted, whatever the environment's
    /// last release still decides in between.</summary>
    private async Task StartAsync(string release, ImmutableArray<EnvironmentDirective> directives)
    {
        starting++;
        try
        {
            await Entry.SetDueAsync(Clock.Now, Key);
            await KeepOutcomeAsync(release);
            await TakeAllAsync(release, directives);
        }
        finally
        {
            starting--;
        }

        if (Context is { } plan)
        {
            NoteDue(plan);
        }
    }

    private Task TakeAllAsync(string release, ImmutableArray<EnvironmentDirective> directives) =>
        Task.WhenAll(directives.Select(directive => TakeAsync(directive.ToCommand(release, Clock.Now))));

    private void NoteDue(EnvironmentPlan plan)
    {
        var isFinished = starting == 0 && State.Pending is null && State.Phase.IsEnded()
            && EnvironmentDeadlines.Of(plan, State) is null && EnvironmentDeadlines.NextSample(plan, State) is null;
        Entry.SetDueAsync(isFinished ? null : Clock.Now, Key).Ignore();
    }

    private EnvironmentOutcome? Outcome => Context is { } plan && State.Release is not null ? EnvironmentOutcome.Of(plan, State) : null;

    /// <summary>Before another release may take the environment: its state forgets what became of this one, the report must not.</summary>
    private async Task KeepOutcomeAsync(string next)
    {
        if (Outcome is { } outcome && outcome.Release != next)
        {
            var row = new RegistryEntry(Services.Registry, RegistryKinds.Outcome, EnvironmentOutcome.NameOf(outcome.Release, outcome.Key));
            await row.WriteAsync(null, _ => Core.CoreJson.Write(outcome));
        }
    }

    /// <summary>Its cluster hears of each change between getting through and not. What gets lost is told with the next activation.</summary>
    private void TellCluster()
    {
        var isUnreachable = State.UnreachableSince is not null;
        if (isUnreachable != toldUnreachable)
        {
            toldUnreachable = isUnreachable;
            var key = EnvironmentKey.Parse(GrainKeys.Bare(Key));
            GrainFactory.GetGrain<IClusterGrain>(GrainKeys.Cluster(key.Cluster))
                .ReportAsync(key.ToString(), isUnreachable ? State.Reason ?? "no answer" : null).Ignore();
        }
    }
}
