using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Tests.ControlPlanes;

/// <summary>
/// Scheduler and kubelet of a control plane that has neither: binds pods to its one node and reports on them as their containers
/// would behave. <c>CRASH=1</c> crashes, a Job's pod succeeds, any other is ready at once; a deleted one ends at once.
/// </summary>
internal sealed class Kubelet : IAsyncDisposable
{
    private const string Node = "stand-in";

    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient http;
    private readonly string address;
    private Task running = Task.CompletedTask;
    private int pods;

    private Kubelet(HttpClient http, string address) => (this.http, this.address) = (http, address);

    public static async Task<Kubelet> StartAsync(HttpClient http, string address)
    {
        var kubelet = new Kubelet(http, address);
        await kubelet.SendAsync(HttpMethod.Post, "/api/v1/nodes", $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{Node}}}"},
             "status":{"capacity":{"cpu":"64","memory":"64Gi","pods":"110"},"allocatable":{"cpu":"64","memory":"64Gi","pods":"110"},
              "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","message":"stands in"}]} }
            """);
        kubelet.running = Task.Run(kubelet.RunAsync);
        return kubelet;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        http.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await pace.WaitForNextTickAsync(stopping.Token);

                // Without a version a watch begins with what is there.
                using var response = await http.GetAsync(
                    $"{address}/api/v1/pods?watch=true&timeoutSeconds=30", HttpCompletionOption.ResponseHeadersRead, stopping.Token);
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stopping.Token));
                while (await lines.ReadLineAsync(stopping.Token) is { } line)
                {
                    if (JsonNode.Parse(line)?["object"] is JsonObject pod && pod.Text("kind") is "Pod")
                    {
                        await TakeAsync(pod);
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                // The control plane ends with the test; until then the watch begins again.
            }
        }
    }

    private async Task TakeAsync(JsonObject pod)
    {
        var path = $"/api/v1/namespaces/{pod.Text("metadata", "namespace")}/pods/{pod.Name()}";
        switch (pod.Text("spec", "nodeName"))
        {
            case null:
                await SendAsync(HttpMethod.Post, $"{path}/binding", $$$"""
                    {"apiVersion":"v1","kind":"Binding","metadata":{"name":"{{{pod.Name()}}}"},"target":{"apiVersion":"v1","kind":"Node","name":"{{{Node}}}"} }
                    """);
                break;
            case Node when pod.Text("metadata", "deletionTimestamp") is not null:
                await SendAsync(HttpMethod.Delete, $"{path}?gracePeriodSeconds=0");
                break;
            case Node when pod.Text("status", "podIP") is null:
                await SendAsync(HttpMethod.Patch, $"{path}/status", new JsonObject { ["status"] = Status(pod, ++pods) }.ToJsonString());
                break;
        }
    }

    private static JsonObject Status(JsonObject pod, int number)
    {
        var crashes = PodTemplates.Containers(pod["spec"]!.AsObject())
            .Any(one => one.Objects("env").Any(env => env.Text("name") is "CRASH" && env.Text("value") is "1"));
        var ends = pod.Label("batch.kubernetes.io/job-name") is not null && !crashes;
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var ready = crashes || ends ? "False" : "True";
        var state = crashes ? """{"waiting":{"reason":"CrashLoopBackOff","message":"it crashes"}}"""
            : ends ? $$$"""{"terminated":{"exitCode":0,"reason":"Completed","startedAt":"{{{now}}}","finishedAt":"{{{now}}}"} }"""
            : $$$"""{"running":{"startedAt":"{{{now}}}"} }""";
        var containers = PodTemplates.Containers(pod["spec"]!.AsObject()).Select(one => $$$"""
            {"name":"{{{one.Text("name")}}}","image":"{{{one.Text("image")}}}","imageID":"stand-in","containerID":"stand-in://{{{number}}}",
             "ready":{{{(ready is "True" ? "true" : "false")}}},"restartCount":{{{(crashes ? 3 : 0)}}},"state":{{{state}}} }
            """);
        return JsonNode.Parse($$$"""
            {"phase":"{{{(ends ? "Succeeded" : "Running")}}}","podIP":"10.1.{{{number / 250}}}.{{{(number % 250) + 1}}}",
             "podIPs":[{"ip":"10.1.{{{number / 250}}}.{{{(number % 250) + 1}}}"}],"startTime":"{{{now}}}",
             "conditions":[{"type":"PodScheduled","status":"True"},{"type":"Initialized","status":"True"},
              {"type":"ContainersReady","status":"{{{ready}}}"},{"type":"Ready","status":"{{{ready}}}","lastTransitionTime":"{{{now}}}"}],
             "containerStatuses":[{{{string.Join(",", containers)}}}]}
            """)!.AsObject();
    }

    private async Task SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var message = new HttpRequestMessage(method, address + path);
        if (body is not null)
        {
            message.Content = new StringContent(
                body, Encoding.UTF8, method == HttpMethod.Patch ? "application/strategic-merge-patch+json" : "application/json");
        }

        // What is refused was overtaken: the watch brings what is there now.
        using var response = await http.SendAsync(message, stopping.Token);
    }
}
