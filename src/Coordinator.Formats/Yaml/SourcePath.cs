namespace Coordinator.Formats.Yaml;

/// <summary>The written form of a path: <c>spec.waves[1].clusters</c>, <c>metadata.labels["a/b"]</c>.</summary>
internal static class SourcePath
{
    public static string Field(string path, string name) =>
        !IsPlain(name) ? $"{path}[\"{name}\"]" : path.Length == 0 ? name : $"{path}.{name}";

    public static string Item(string path, int index) => $"{path}[{index}]";

    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
