using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Why a source gave no text.</summary>
internal sealed record ScrapeFailure(NoDataCause Cause, string Detail);
