using System.Text;
using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Gateway.Clusters;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Coordinator.Grains;

namespace Coordinator.Gateway.Releases;

/// <summary>
/// Takes releases in. Documents first, then the registry row, then the grain: whatever crashes in between, the sweep or the same
/// request sent again finishes it.
/// </summary>
internal sealed class ReleaseIntake(
    IRegistry registry, IDocuments documents, ReleaseDirectory releases, ClusterDirectory clusters, GrainCalls grains, CoordinatorClock clock,
    GatewayOptions options)
{
    private const int ParallelWrites = 16;
    private const int DocumentBytes = 8 * 1024 * 1024;

    /// <summary>The plan of a release; changes nothing.</summary>
    public async Task<Input<PlanResult>> PlanAsync(ReleaseSpec release, CancellationToken cancellationToken)
    {
        var registered = await clusters.AllAsync(cancellationToken);
        var result = Planner.Plan(release, [.. registered], new(options.Installation, options.ClockFactor, options.CheckImage));
        if (!result.Errors.IsEmpty)
        {
            return Problem.Invalid([.. result.Errors.Select(DocumentReader.Of)], release.Name);
        }

        return result.Documents.Any(document => document.Length > DocumentBytes || Encoding.UTF8.GetByteCount(document) > DocumentBytes)
            ? Problem.Invalid("too-large", "spec.manifests", $"the manifests or the plan of an environment have more than {DocumentBytes >> 20} MiB")
            : result;
    }

    /// <summary>Submits a release.</summary>
    /// <returns>Whether it is new, and its view.</returns>
    public async Task<Input<(bool IsNew, ReleaseView View)>> SubmitAsync(ReleaseSpec release, Caller caller, CancellationToken cancellationToken)
    {
        var digest = Digest.Of(FormatWriter.Write(release));
        if (await releases.SummaryAsync(release.Name, cancellationToken) is { } present)
        {
            return await AgainAsync(present, digest, cancellationToken);
        }

        var planned = await PlanAsync(release, cancellationToken);
        if (planned.Refusal is { } refusal)
        {
            return refusal.Problem;
        }

        var plan = planned.Value!;
        await Parallel.ForEachAsync(
            plan.Documents,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelWrites, CancellationToken = cancellationToken },
            async (document, ending) => await documents.PutAsync(document, ending));
        var summary = new ReleaseSummary(
            release.Name, release.Application, release.Version, ReleasePhase.Planned, digest, plan.PlanDigest, caller.Subject, clock.Now);

        // From here on it is submitted, whether or not the caller stays: a half-made release would look like one that was refused.
        var isNew = await registry.TryAddAsync(
            new(RegistryKinds.Release, release.Name, CoreJson.Write(summary), summary.SubmittedAt), CancellationToken.None);
        if (!isNew && await releases.SummaryAsync(release.Name, CancellationToken.None) is { } other)
        {
            return await AgainAsync(other, digest, CancellationToken.None);
        }

        return (true, await BeginAsync(summary));
    }

    private async Task<Input<(bool IsNew, ReleaseView View)>> AgainAsync(
        ReleaseSummary present, string digest, CancellationToken cancellationToken) => present.SpecDigest == digest
            ? (false, await releases.ViewAsync(present.Name, cancellationToken))
            : Problem.Of(
                ProblemKind.NameTaken,
                $"release {present.Name} was submitted by {present.SubmittedBy} at {present.SubmittedAt:u} with other content; "
                + "give this one another name",
                present.Name);

    private async Task<ReleaseView> BeginAsync(ReleaseSummary summary)
    {
        await grains.TellAsync(
            factory => factory.GetGrain<IReleaseGrain>(GrainKeys.Release(summary.Name)).SubmitAsync(summary.PlanDigest, summary.SubmittedBy),
            CancellationToken.None);
        return await releases.ViewAsync(summary.Name, CancellationToken.None);
    }
}
