namespace Coordinator.Kubernetes.Metrics;

/// <summary>Requests that one pod has answered so far.</summary>
/// <param name="Users">Those that no probe can have sent.</param>
/// <param name="Probed">Those on a path that probes ask, or whose path is not known.</param>
/// <param name="ProbesPerSecond">How often the kubelet's probes ask.</param>
/// <param name="Probes">How many probes there are.</param>
internal sealed record PodRequests(double Users, double Probed, double ProbesPerSecond, int Probes)
{
    /// <summary>Whether more was asked than probes can account for.</summary>
    public bool IsBusySince(PodRequests before, TimeSpan elapsed) =>
        Users != before.Users || Probed - before.Probed > (ProbesPerSecond * elapsed.TotalSeconds) + Probes;
}
