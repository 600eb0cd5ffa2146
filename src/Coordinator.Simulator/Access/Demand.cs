namespace Coordinator.Simulator.Access;

/// <summary>What a request wants to do: with a resource, or with a path that is none.</summary>
internal sealed record Demand(string Verb)
{
    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Path { get; init; }

    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
