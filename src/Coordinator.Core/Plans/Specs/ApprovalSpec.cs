namespace Coordinator.Core.Plans.Specs;

/// <summary>Approval by people, bound to the digest of the plan.</summary>
/// <param name="Required">Number of distinct subjects. Default 1; 1 to 10.</param>
/// <param name="Role">Role they need. Default <c>approver</c>.</param>
/// <param name="AllowSubmitter">Whether who submitted counts. Default false.</param>
public sealed record ApprovalSpec(int Required = 1, string Role = "approver", bool AllowSubmitter = false);
