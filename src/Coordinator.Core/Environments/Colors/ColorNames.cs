namespace Coordinator.Core.Environments.Colors;

/// <summary>How colours are written in labels, selectors and names.</summary>
public static class ColorNames
{
    /// <summary>Value of the colour label that selects nothing.</summary>
    public const string None = "none";

    /// <summary>The other colour.</summary>
    public static Color Other(this Color color) => color is Color.Blue ? Color.Green : Color.Blue;

    /// <summary><c>blue</c> or <c>green</c>.</summary>
    public static string Label(this Color color) => color is Color.Blue ? "blue" : "green";

    /// <summary>The colour of a label value; null for any other text.</summary>
    public static Color? Parse(string? label) => label switch { "blue" => Color.Blue, "green" => Color.Green, _ => null };
}
