using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Requests;

/// <summary>Reads Release and Cluster documents from a request. A text is refused with everything that is wrong with it.</summary>
internal sealed class DocumentReader(GatewayOptions options)
{
    private const string Source = "body";

    private readonly FormatReaderOptions format = new() { MaxBytes = options.BodyLimit };

    /// <summary>The one release of a body.</summary>
    public async Task<Input<ReleaseSpec>> ReleaseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(request, cancellationToken);
        return read switch
        {
            { Refusal: { } refusal } => refusal.Problem,
            { Value: { Releases: [var release], Clusters: [] } } => release,
            { Value: var other } => Problem.Invalid(
                "one-release", "", $"one Release document is expected, not {other!.Releases.Length} and {other.Clusters.Length} Cluster documents"),
        };
    }

    /// <summary>The clusters of a body, at least one.</summary>
    public async Task<Input<ImmutableArray<ClusterSpec>>> ClustersAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(request, cancellationToken);
        return read switch
        {
            { Refusal: { } refusal } => refusal.Problem,
            { Value: { Releases: [], Clusters: { IsEmpty: false } clusters } } => clusters,
            _ => Problem.Invalid("clusters-only", "", "Cluster documents are expected, and no others"),
        };
    }

    /// <summary>A planner's error as the API tells it.</summary>
    public static ProblemError Of(PlanError error) => new(error.Code, error.Path, null, 0, error.Message);

    private async Task<Input<FormatResult>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var text = await RequestText.ReadAsync(request, cancellationToken);
        if (text.Refusal is { } refusal)
        {
            return refusal.Problem;
        }

        // The reader checks inline manifests too, with their lines; what it returns is valid as a whole.
        var result = FormatReader.Read(text.Value!, Source, format);
        return result.IsValid ? result : Problem.Invalid([.. result.Errors.Select(Of)]);
    }

    private static ProblemError Of(FormatError error) => new(error.Code, error.Path, error.Source, error.Line, error.Message);
}
