namespace Coordinator.Core.Plans.Specs;

/// <summary>The share of failed requests, from a counter.</summary>
/// <param name="Requests">Counter. Default <c>http_requests_total</c>.</param>
/// <param name="StatusLabel">Label with the status. Default <c>status</c>.</param>
/// <param name="Errors">Anchored regular expression of failed statuses. Default <c>5..</c>.</param>
public sealed record ErrorRateSpec(string Requests = "http_requests_total", string StatusLabel = "status", string Errors = "5..");
