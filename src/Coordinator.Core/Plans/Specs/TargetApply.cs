namespace Coordinator.Core.Plans.Specs;

/// <summary>Who applies the manifests.</summary>
public enum TargetApply
{
    /// <summary>The coordinator, by server-side apply.</summary>
    Coordinator,

    /// <summary>Argo CD, Flux or another; the coordinator waits for the preview colour to appear.</summary>
    External,
}
