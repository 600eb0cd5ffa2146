using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Strategic merge patches as the API server and kubectl apply them: objects by field, lists by the keys of
/// <see cref="MergeRules"/>, null removes, and the directives <c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder</c> and
/// <c>$deleteFromPrimitiveList</c>. A custom resource merges as a JSON merge patch does.
/// </summary>
public sealed class StrategicMerge
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string ElementOrder = "$setElementOrder/";
    private const string DeleteFromSet = "$deleteFromPrimitiveList/";

    private readonly List<string> errors = [];

    private StrategicMerge()
    {
    }

    /// <summary>The patched object, a copy, or why the patch can't be applied. Null and no error: the patch deletes it.</summary>
    public static (JsonObject? Result, IReadOnlyList<string> Errors) Apply(JsonObject manifest, JsonObject patch)
    {
        var merge = new StrategicMerge();
        if (patch.Text(Directive) is "delete")
        {
            return (null, []);
        }

        var type = MergeRules.TypeOf(manifest.Text("apiVersion") ?? "", manifest.Kind());
        var result = merge.Objects(manifest.Copy(), patch, type, "");
        return merge.errors.Count > 0 ? (null, merge.errors) : (result, []);
    }

    private JsonObject Objects(JsonObject original, JsonObject patch, string? type, string path)
    {
        switch (patch.Text(Directive))
        {
            case "replace":
                return Plain(patch);
            case "delete":
                return [];
            case null when patch[Directive] is not null:
            case not (null or "merge"):
                errors.Add($"{Dotted(path)}{Directive} is {patch[Directive]?.ToJsonString()}; expected replace, merge or delete");
                return original;
        }

        Retain(original, patch, path);
        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith('$'))
            {
                Field(original, name, value, patch[ElementOrder + name], MergeRules.Of(type, name), $"{Dotted(path)}{name}");
            }
        }

        ApplyListDirectives(original, patch, type, path);
        return original;
    }

    private void Field(JsonObject original, string name, JsonNode? value, JsonNode? order, MergeRules.Field rule, string path)
    {
        if (value is null)
        {
            original.Remove(name);
            return;
        }

        original[name] = (original[name], value) switch
        {
            (JsonObject before, JsonObject change) when !rule.IsReplaced =>
                Objects((JsonObject)before.DeepClone(), change, rule.Type, path),
            (JsonArray before, JsonArray change) when rule.Key is not null => Keyed(before, change, rule.Key, rule.Type, path),
            (JsonArray before, JsonArray change) when rule.IsSet => Set(before, change),
            (null, JsonArray change) when rule.Key is not null => Keyed([], change, rule.Key, rule.Type, path),
            _ => Plain(value),
        };
        if (order is JsonArray wanted && original[name] is JsonArray list && (rule.Key is not null || rule.IsSet))
        {
            original[name] = Ordered(list, wanted, rule.Key);
        }
    }

    /// <summary>What only a directive changes: sets that lose values, lists that are only put in order.</summary>
    private void ApplyListDirectives(JsonObject original, JsonObject patch, string? type, string path)
    {
        foreach (var (name, value) in patch)
        {
            if (name is Directive or RetainKeys || !name.StartsWith('$'))
            {
                continue;
            }

            var field = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            var rule = MergeRules.Of(type, field);
            if (name.StartsWith(DeleteFromSet, StringComparison.Ordinal) && value is JsonArray gone)
            {
                if (original[field] is JsonArray set)
                {
                    original[field] = new JsonArray([.. set.Where(one => !Contains(gone, one)).Select(one => one?.DeepClone())]);
                }
            }
            else if (!name.StartsWith(ElementOrder, StringComparison.Ordinal))
            {
                errors.Add($"{Dotted(path)}{name} is no directive of a strategic merge patch");
            }
            else if (patch[field] is null && original[field] is JsonArray list && value is JsonArray order
                && (rule.Key is not null || rule.IsSet))
            {
                original[field] = Ordered(list, order, rule.Key);
            }
        }
    }

    private void Retain(JsonObject original, JsonObject patch, string path)
    {
        if (patch[RetainKeys] is not JsonArray keys)
        {
            return;
        }

        var kept = keys.Select(key => key.Text()).ToHashSet();
        foreach (var name in patch.Select(field => field.Key).Where(name => !name.StartsWith('$') && !kept.Contains(name)))
        {
            errors.Add($"{Dotted(path)}{name} is not in {RetainKeys}");
        }

        foreach (var name in original.Select(field => field.Key).Where(name => !kept.Contains(name)).ToArray())
        {
            original.Remove(name);
        }
    }

    private JsonArray Keyed(JsonArray before, JsonArray change, string key, string? type, string path)
    {
        if (change.Any(one => one.Text(Directive) is "replace"))
        {
            return new JsonArray([.. change.Where(one => one.Text(Directive) is not "replace").Select(one => Plain(one))]);
        }

        var items = before.Select(one => one?.DeepClone()).ToList();
        for (var i = 0; i < change.Count; i++)
        {
            if (change[i] is not JsonObject item || item[key] is not JsonValue id)
            {
                errors.Add($"{path}[{i}] has no {key}, by which the items of this list are told apart");
                continue;
            }

            var at = items.FindIndex(one => SameValue(one.At(key), id));
            if (item.Text(Directive) is "delete")
            {
                items.RemoveAll(one => SameValue(one.At(key), id));
            }
            else if (at >= 0 && items[at] is JsonObject known)
            {
                items[at] = Objects(known, item, type, $"{path}[{id}]");
            }
            else
            {
                items.Add(Objects([], item, type, $"{path}[{id}]"));
            }
        }

        return new JsonArray([.. items]);
    }

    private static JsonArray Set(JsonArray before, JsonArray change) => new(
        [.. before.Select(one => one?.DeepClone()), .. change.Where(one => !Contains(before, one)).Select(one => one?.DeepClone())]);

    /// <summary>Items that the order names come in it; the others stay before what they stood before.</summary>
    private static JsonArray Ordered(JsonArray list, JsonArray order, string? key)
    {
        var named = order.Select(one => list.FirstOrDefault(item => SameItem(item, one, key))).Where(item => item is not null).ToList();
        var others = list.Where(item => !named.Contains(item)).ToList();
        var ordered = new List<JsonNode?>();
        while (named.Count > 0 || others.Count > 0)
        {
            var isNamed = others.Count is 0 || (named.Count > 0 && list.IndexOf(named[0]) < list.IndexOf(others[0]));
            var source = isNamed ? named : others;
            ordered.Add(source[0]?.DeepClone());
            source.RemoveAt(0);
        }

        return new JsonArray([.. ordered]);
    }

    private static bool SameItem(JsonNode? item, JsonNode? wanted, string? key) =>
        key is null ? SameValue(item, wanted) : SameValue(item.At(key), wanted.At(key));

    private static bool Contains(JsonArray values, JsonNode? value) => values.Any(one => SameValue(one, value));

    /// <summary>Keys compare by what they say: 80 in a file is 80, whatever type the reader gave it.</summary>
    private static bool SameValue(JsonNode? left, JsonNode? right) =>
        left is JsonValue && right is JsonValue && left.GetValueKind() is not JsonValueKind.Null
        && (JsonNode.DeepEquals(left, right) || left.ToJsonString() == right.ToJsonString());

    /// <summary>A copy without directives and nulls, for what was not there before.</summary>
    private static JsonNode? Plain(JsonNode? value) => value switch
    {
        JsonObject fields => Plain(fields),
        JsonArray list => new JsonArray([.. list.Where(one => one.Text(Directive) is null).Select(one => Plain(one))]),
        _ => value?.DeepClone(),
    };

    private static JsonObject Plain(JsonObject fields) =>
        new([.. fields.Where(field => !field.Key.StartsWith('$') && field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Key, Plain(field.Value)))]);

    private static string Dotted(string path) => path.Length is 0 ? "" : path + ".";
}
