namespace Coordinator.Core.Plans.Specs;

/// <summary>A PromQL query against a Prometheus server.</summary>
/// <param name="Url">Base URL with placeholders.</param>
/// <param name="Query">Query with placeholders; its result must be one series or a scalar.</param>
/// <param name="BearerTokenFile">File with a bearer token; null = none.</param>
/// <param name="BasicAuthFile">File with <c>user:password</c>; null = none.</param>
public sealed record PrometheusQuerySpec(string Url, string Query, string? BearerTokenFile = null, string? BasicAuthFile = null);
