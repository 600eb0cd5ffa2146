namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>Tests that measure: none of the project runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
