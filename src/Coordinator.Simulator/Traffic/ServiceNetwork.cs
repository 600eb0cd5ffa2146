using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Controllers;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Traffic;

/// <summary>
/// The network as a pod sees it. <c>NAME</c>, <c>NAME.NAMESPACE</c>, <c>….svc</c> and <c>….svc.cluster.local</c> are Services, which lead
/// to one of their ready pods by their selector; all other hosts are the machine's own network's.
/// </summary>
internal sealed class ServiceNetwork(Cluster cluster, string ns, HttpMessageHandler outside) : DelegatingHandler(outside)
{
    private const string Zone = ".cluster.local";
    private const string Marker = ".svc";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (Find(uri) is not { } process) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var begun = process.Begin(request.Method.Method, uri.AbsolutePath);
        try
        {
            if (begun.Latency > TimeSpan.Zero) await Task.Delay(begun.Latency, cluster.Wall, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            begun = process.Complete(begun, uri.AbsolutePath);
        }

        if (begun.Status == 0) throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was closed");
        var response = new HttpResponseMessage((HttpStatusCode)begun.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Method == HttpMethod.Head ? "" : begun.Body)),
        };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(begun.ContentType);
        return response;
    }

    /// <summary>The program that answers for a Service; null where the host is none.</summary>
    private PodProcess? Find(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.');
        var plain = host.EndsWith(Zone, StringComparison.Ordinal) ? host[..^Zone.Length] : host;
        var isMarked = plain.EndsWith(Marker, StringComparison.Ordinal);
        var parts = (isMarked ? plain[..^Marker.Length] : plain).Split('.');
        if (parts.Length > 2) return null;
        var (service, at) = (parts[0], parts.Length == 2 ? parts[1] : ns);
        lock (cluster.Gate)
        {
            if (cluster.Store.Find(KindTable.Service, at, service) is not { } found)
                return isMarked ? throw new HttpRequestException(HttpRequestError.NameResolutionError, $"{host} is not known") : null;
            var port = found.Json.Objects("spec", "ports").FirstOrDefault(candidate => candidate.Whole("port") == uri.Port);
            if (port is null || cluster.Routes.Pick(at, service) is not { } uid || cluster.Processes.Find(uid) is not { } process)
                throw Refused(uri);
            var pod = cluster.Store.All(KindTable.Pod, at).FirstOrDefault(candidate => candidate.Uid == uid);
            return process.Listens(pod is null ? uri.Port : EndpointsController.TargetPort(port, pod) ?? uri.Port) ? process : throw Refused(uri);
        }
    }

    private static HttpRequestException Refused(Uri uri) =>
        new(HttpRequestError.ConnectionError, $"{uri.Host}:{uri.Port}: connection refused");
}
