namespace Coordinator.Formats.Yaml;

/// <summary>What a text may cost. Far above any real file, far below what hurts the process.</summary>
internal static class SourceLimits
{
    /// <summary>Characters and bytes of one text: 4 MiB.</summary>
    public const int TextBytes = 4 * 1024 * 1024;

    /// <summary>Values within values.</summary>
    public const int Depth = 64;

    /// <summary>Values that the aliases of one document may stand for.</summary>
    public const int AliasedValues = 10_000;

    /// <summary>Errors that are reported of one text.</summary>
    public const int Errors = 500;
}
