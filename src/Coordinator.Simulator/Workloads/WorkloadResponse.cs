namespace Coordinator.Simulator.Workloads;

/// <summary>What a pod answers.</summary>
/// <param name="Status">HTTP status; 0 when the connection broke.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">Text.</param>
/// <param name="Latency">Wall time that passes before the answer.</param>
/// <param name="Process">Who answered; null when no one did.</param>
internal sealed record WorkloadResponse(int Status, string ContentType, string Body, TimeSpan Latency, PodProcess? Process);
