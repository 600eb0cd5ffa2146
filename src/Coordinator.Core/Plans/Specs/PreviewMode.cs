namespace Coordinator.Core.Plans.Specs;

/// <summary>What the preview of a Deployment that stands behind no Service may do before users have moved.</summary>
public enum PreviewMode
{
    /// <summary>Nothing: it has no replicas until all users are on the new colour.</summary>
    Idle,

    /// <summary>Its work: old and new version work side by side from its deployment on.</summary>
    Live,
}
