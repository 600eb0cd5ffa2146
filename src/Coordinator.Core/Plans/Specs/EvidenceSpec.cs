namespace Coordinator.Core.Plans.Specs;

/// <summary>A JSON report and what it must say.</summary>
public sealed record EvidenceSpec(string Name, string Url, EvidenceExpectation Expect);
