namespace Coordinator.Core.Plans.Specs;

/// <summary>A Deployment of <c>target.deployments</c>.</summary>
/// <param name="Name">Base name.</param>
/// <param name="Preview">Of a Deployment behind no Service; null = users reach it through the target Service.</param>
public sealed record TargetDeployment(string Name, PreviewMode? Preview);
