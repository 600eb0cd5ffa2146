namespace Coordinator.Tests;

/// <summary>A call that the server of a test got.</summary>
internal sealed record TestRequest(string Method, string PathAndQuery, string Body, IReadOnlyDictionary<string, string> Headers);
