using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Values of the placeholders that manifests may hold. A null value leaves its placeholder as it stands.</summary>
/// <param name="Cluster">For <c>{cluster}</c>.</param>
/// <param name="Region">For <c>{region}</c>.</param>
/// <param name="Namespace">For <c>{namespace}</c>.</param>
/// <param name="Version">For <c>{version}</c>.</param>
/// <param name="Color">For <c>{color}</c>.</param>
public sealed record Placeholders(
    string? Cluster = null, string? Region = null, string? Namespace = null, string? Version = null, Color? Color = null)
{
    /// <summary>Those of an environment.</summary>
    public static Placeholders Of(EnvironmentPlan plan, Color? color = null) =>
        new(plan.Key.Cluster, plan.Region, plan.Target.Namespace, plan.Version, color);

    /// <summary>Whether a text says something else for each colour.</summary>
    public static bool HoldColor(string text) => text.Contains("{color}", StringComparison.Ordinal);

    /// <summary>The text with every known placeholder replaced, in one pass: what a value brings in is not replaced
    /// again.</summary>
    public string Replace(string text)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] is '{' ? text.IndexOf('}', at) : -1;
            if (end > 0 && Value(text[(at + 1)..end]) is { } value)
            {
                result.Append(value);
                at = end + 1;
            }
            else
            {
                result.Append(text[at++]);
            }
        }

        return result.ToString();
    }

    private string? Value(string name) => name switch
    {
        "cluster" => Cluster,
        "region" => Region,
        "namespace" => Namespace,
        "version" => Version,
        "color" => Color?.Label(),
        _ => null,
    };
}
