namespace Coordinator.Simulator.Clusters;

/// <summary>One object that one controller must look at.</summary>
internal readonly record struct WorkKey(string Controller, string Namespace, string Name);
