using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordinator.Storage.Tests;

internal enum SamplePhase
{
    Queued,
    Shifting,
}

internal sealed record SampleState
{
    public SamplePhase Phase { get; init; }

    public string Text { get; init; } = "";

    public ImmutableArray<int> Weights { get; init; } = [];

    public DateTimeOffset? Since { get; init; }

    public SampleEffect? Effect { get; init; }
}

[JsonDerivedType(typeof(SampleShift), "shift")]
internal abstract record SampleEffect(long Turn);

internal sealed record SampleShift(long Turn, int WeightPercent) : SampleEffect(Turn);

/// <summary>The same state as an older or a newer program knows it.</summary>
internal sealed record WiderState
{
    public string Text { get; init; } = "";

    public string? Added { get; init; }
}

internal sealed record KeepingState
{
    public string Text { get; init; } = "";

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}

internal sealed record RenamedState
{
    public string Caption { get; init; } = "";
}

/// <summary>A record that can only be made with its values.</summary>
internal sealed record PositionalState(string Text, int Number);
