using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using Coordinator.Formats;

namespace Coordinator.Client;

/// <summary>
/// The API of a server. Every call is tried again on connection faults, 429 and 503: reads change nothing, submitting is
/// idempotent by name and content, actions carry one idempotency key over all attempts.
/// </summary>
/// <remarks>Every call throws <see cref="ApiException"/> where the server refuses and <see cref="UnreachableException"/> where it
/// does not answer.</remarks>
internal sealed class CoordinatorClient : IDisposable
{
    /// <summary>Events of a page; a server's own default, which none refuses.</summary>
    public const int PageSize = 100;

    private readonly ApiConnection connection;
    private readonly Retries retries;

    /// <param name="options">Where and who.</param>
    /// <param name="time">Clock of the waits between attempts.</param>
    public CoordinatorClient(ClientOptions options, TimeProvider time)
    {
        Options = options;
        connection = new(options);
        retries = new(options, time);
    }

    public ClientOptions Options { get; }

    /// <summary>Submits a release whose manifests are inline.</summary>
    public Task<Submission> SubmitAsync(ReleaseSpec release, CancellationToken cancellation)
    {
        var call = new ApiCall(HttpMethod.Post, "releases")
        {
            Body = FormatWriter.Write(release),
            IdempotencyKey = NewKey(),
            Timeout = Options.LongCallTimeout,
        };
        return retries.RunAsync(
            async attempt =>
            {
                var (view, status) = await connection.SendWithStatusAsync<ReleaseView>(call, attempt);
                return new Submission(view, status == System.Net.HttpStatusCode.Created);
            },
            Patience.Brief, cancellation);
    }

    /// <summary>What a release would do; changes nothing.</summary>
    public Task<PlanView> PlanAsync(ReleaseSpec release, CancellationToken cancellation) => SendAsync<PlanView>(
        new(HttpMethod.Post, "plans") { Body = FormatWriter.Write(release), Timeout = Options.LongCallTimeout }, cancellation);

    /// <summary>Registers clusters or brings them up to date.</summary>
    public Task<ImmutableArray<ClusterRegistration>> RegisterAsync(IEnumerable<ClusterSpec> clusters, CancellationToken cancellation) =>
        SendAsync<ImmutableArray<ClusterRegistration>>(
            new(HttpMethod.Post, "clusters")
            {
                // JSON is YAML, and YAML has documents.
                Body = string.Concat(clusters.Select(cluster => $"---\n{FormatWriter.Write(cluster)}\n")),
                BodyType = "application/yaml",
                IdempotencyKey = NewKey(),
            },
            cancellation);

    /// <summary>A page of the releases.</summary>
    /// <param name="cursor">Where it begins; null = the first.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<Page<ReleaseSummary>> ReleasesAsync(string? cursor, CancellationToken cancellation) =>
        SendAsync<Page<ReleaseSummary>>(new(HttpMethod.Get, "releases" + Query(("cursor", cursor))), cancellation);

    /// <summary>A release with what its environments measure.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <param name="patience">Null = <see cref="Patience.Brief"/>.</param>
    public Task<ReleaseDetail> ReleaseAsync(string name, CancellationToken cancellation, Patience? patience = null) =>
        SendAsync<ReleaseDetail>(new(HttpMethod.Get, Release(name)), cancellation, patience);

    /// <summary>Why a release is where it is.</summary>
    public Task<ExplainView> ExplainAsync(string name, CancellationToken cancellation) =>
        SendAsync<ExplainView>(new(HttpMethod.Get, Release(name, "explain")), cancellation);

    /// <summary>The validation report of a release.</summary>
    public Task<ReleaseReport> ReportAsync(string name, CancellationToken cancellation) => SendAsync<ReleaseReport>(
        new(HttpMethod.Get, Release(name, "report")) { Timeout = Options.LongCallTimeout }, cancellation);

    /// <summary>Recomputes every decision of a release from the journal.</summary>
    public Task<ReplayView> ReplayAsync(string name, CancellationToken cancellation) => SendAsync<ReplayView>(
        new(HttpMethod.Get, Release(name, "replay")) { Timeout = Options.LongCallTimeout }, cancellation);

    /// <summary>A page of the events of a release.</summary>
    /// <param name="name">The release.</param>
    /// <param name="after">Only events behind this position.</param>
    /// <param name="limit">Most events.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<Page<EventView>> EventsAsync(string name, long after, int limit, CancellationToken cancellation) =>
        SendAsync<Page<EventView>>(
            new(HttpMethod.Get, Release(name, "events") + Query(("after", after), ("limit", limit))), cancellation);

    /// <summary>Asks something of a release.</summary>
    /// <param name="name">The release.</param>
    /// <param name="action">What.</param>
    /// <param name="body">Of which part, and why.</param>
    /// <param name="cancellation">Ends the call; whether the action took place is then not known.</param>
    public Task<ReleaseView> ActAsync(string name, ReleaseAction action, ActionBody body, CancellationToken cancellation) =>
        SendAsync<ReleaseView>(
            new(HttpMethod.Post, Release(name, action.ToString().ToLowerInvariant()))
            {
                Body = Core.CoreJson.Write(body),
                IdempotencyKey = NewKey(),
            },
            cancellation);

    /// <summary>A page of the clusters.</summary>
    public Task<Page<ClusterSpec>> ClustersAsync(string? cursor, CancellationToken cancellation) =>
        SendAsync<Page<ClusterSpec>>(new(HttpMethod.Get, "clusters" + Query(("cursor", cursor))), cancellation);

    /// <summary>A cluster.</summary>
    public Task<ClusterSpec> ClusterAsync(string name, CancellationToken cancellation) =>
        SendAsync<ClusterSpec>(new(HttpMethod.Get, $"clusters/{Uri.EscapeDataString(name)}"), cancellation);

    /// <summary>A page of the environments, of all releases or of one.</summary>
    public Task<Page<EnvironmentView>> EnvironmentsAsync(string? release, string? cursor, CancellationToken cancellation) =>
        SendAsync<Page<EnvironmentView>>(
            new(HttpMethod.Get, "environments" + Query(("release", release), ("cursor", cursor))), cancellation);

    /// <summary>Opens the live events of a release. One connection: <see cref="EventFeed"/> opens it again.</summary>
    /// <param name="name">The release.</param>
    /// <param name="after">Only events behind this position.</param>
    /// <param name="patience">How long to try.</param>
    /// <param name="cancellation">Ends trying; the stream has its own.</param>
    public Task<EventStream> OpenEventsAsync(string name, long after, Patience patience, CancellationToken cancellation) =>
        retries.RunAsync(
            async attempt => await connection.OpenStreamAsync(Release(name, "events") + Query(("after", after)), after, attempt),
            patience, cancellation);

    public void Dispose() => connection.Dispose();

    private Task<T> SendAsync<T>(ApiCall call, CancellationToken cancellation, Patience? patience = null) =>
        retries.RunAsync(
            async attempt => (await connection.SendWithStatusAsync<T>(call, attempt)).Value, patience ?? Patience.Brief, cancellation);

    private static string Release(string name, string? part = null) =>
        $"releases/{Uri.EscapeDataString(name)}{(part is null ? "" : "/" + part)}";

    private static string Query(params ReadOnlySpan<(string Name, object? Value)> parts)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in parts)
        {
            if (value is not null)
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=')
                    .Append(Uri.EscapeDataString(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!));
        }
        return text.ToString();
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
