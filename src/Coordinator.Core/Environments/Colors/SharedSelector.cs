namespace Coordinator.Core.Environments.Colors;

/// <summary>
/// How the record of a Service says that both colours are selected on purpose (router <c>replicas</c>): the colour that served
/// before, then the new one, <c>blue+green</c>. The selector itself names no colour then.
/// </summary>
public static class SharedSelector
{
    /// <summary>The record.</summary>
    public static string RecordOf(Color active) => $"{active.Label()}+{active.Other().Label()}";

    /// <summary>The colour that served before; null where the record says something else.</summary>
    public static Color? ActiveOf(string? record) => record switch
    {
        "blue+green" => Color.Blue,
        "green+blue" => Color.Green,
        _ => null,
    };
}
