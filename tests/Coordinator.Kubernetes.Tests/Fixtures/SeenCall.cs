namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A call as a server saw it.</summary>
internal sealed record SeenCall(string Method, string Path, string? Token, string? Certificate, string Connection, string Host);
