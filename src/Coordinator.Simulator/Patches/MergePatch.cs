using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Patches;

/// <summary>RFC 7386: maps are joined, null removes, all else replaces.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = target.Copy();
        Merge(result, patch);
        return result;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is not JsonObject inner) target[name] = value.DeepClone();
            else
            {
                if (target[name] is not JsonObject next) target[name] = next = [];
                Merge(next, inner);
            }
        }
    }
}
