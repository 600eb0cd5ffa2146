using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coordinator.Simulator.Api;

/// <summary>The lines that a pod's container has printed; followed, also those that it prints until it ends.</summary>
internal sealed class LogHandler(Cluster cluster)
{
    /// <summary>Wall time between two looks of a follower; the program that prints knows nothing of who reads.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A stream that is followed: a log, from where on, and the bytes that come first.</summary>
    internal sealed record Stream(LogOptions Options, ContainerLog Log, string PodUid, long Next, byte[] First);

    /// <summary>The whole answer, or a stream to follow. Under the cluster's lock.</summary>
    public (ApiReply? Reply, Stream? Followed) Open(ApiRequest request)
    {
        var pod = cluster.Store.Find(KindTable.Pod, request.Namespace, request.Name)
            ?? throw StatusError.NotFound(KindTable.Pod, request.Name);
        var options = LogOptions.Of(request, pod, cluster.Now);
        var log = cluster.Controllers.Pods.LogOf(pod.Uid, options.Previous);
        if (log is null) throw Missing(pod, options);
        var (lines, next) = log.Read(cluster.Now);
        var text = options.First(lines);
        if (options.Follow && !options.Previous) return (null, new(options, log, pod.Uid, next, text));
        return (new(200, "text/plain", options.Bytes is { } most && text.Length > most ? text[..(int)most] : text), null);
    }

    /// <summary>Sends line by line until the container has ended, the client has gone or the limit of bytes is reached.</summary>
    public async Task FollowAsync(HttpContext context, Stream stream, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/plain";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var (next, text, left) = (stream.Next, stream.First, stream.Options.Bytes ?? long.MaxValue);
        try
        {
            while (true)
            {
                bool runs;
                var part = text.AsMemory(0, (int)Math.Min(text.Length, left));
                await context.Response.Body.WriteAsync(part, end.Token).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(end.Token).ConfigureAwait(false);
                left -= part.Length;
                lock (cluster.Gate)
                {
                    runs = cluster.Controllers.Pods.IsPrinting(stream.PodUid, stream.Log);
                    (var lines, next) = stream.Log.Read(cluster.Now, next);
                    text = stream.Options.Text(lines);
                }

                if (left == 0 || (!runs && text.Length == 0)) return;
                if (text.Length == 0) await Task.Delay(Interval, end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the server ends.
        }
    }

    private static StatusError Missing(StoredObject pod, LogOptions options)
    {
        if (options.Previous)
            return StatusError.BadRequest($"previous terminated container \"{options.Container}\" in pod \"{pod.Name}\" not found");
        var why = pod.Json.Objects("status", "containerStatuses").FirstOrDefault().Text("state", "waiting", "reason") switch
        {
            "ErrImagePull" => "image can't be pulled",
            "ImagePullBackOff" => "trying and failing to pull image",
            { } reason => reason,
            null => "ContainerCreating",
        };
        return StatusError.BadRequest($"container \"{options.Container}\" in pod \"{pod.Name}\" is waiting to start: {why}");
    }
}
