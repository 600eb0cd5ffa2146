using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What ConfigMaps and Secrets may not have or change.</summary>
internal static class DataRules
{
    /// <summary>Bytes that a ConfigMap or Secret may hold.</summary>
    private const int MaxBytes = 1_048_576;

    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
    };

    private const string AccountName = "kubernetes.io/service-account.name";

    public static void Secret(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var type = item.Text("type") ?? "";
        if (before is not null && before.Text("type") != type)
            problems.Add(FieldProblem.Invalid("type", type, "field is immutable"));
        foreach (var key in Needed.GetValueOrDefault(type) ?? [])
        {
            if (item.Text("data", key) is not { } value) problems.Add(FieldProblem.Required($"data[{key}]"));
            else if (key.StartsWith(".docker", StringComparison.Ordinal) && !IsJson(value))
                problems.Add(FieldProblem.Invalid($"data[{key}]", "<secret contents redacted>", "invalid character looking for beginning of value"));
        }

        if (type == "kubernetes.io/basic-auth" && item.At("data", "username") is null && item.At("data", "password") is null)
        {
            problems.Add(FieldProblem.Required("data[username]"));
            problems.Add(FieldProblem.Required("data[password]"));
        }

        if (type == "kubernetes.io/service-account-token" && item.At("metadata", "annotations", AccountName) is null)
            problems.Add(FieldProblem.Required($"metadata.annotations[{AccountName}]"));

        Keys(item, problems);
        if (item.Texts("data").Values.Sum(value => (long)value.Length / 4 * 3) > MaxBytes) problems.Add(TooLarge("data"));
        Immutable(before, item, problems);
    }

    public static void ConfigMap(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        Keys(item, problems);
        var size = item.Texts("data").Sum(pair => (long)System.Text.Encoding.UTF8.GetByteCount(pair.Value))
            + item.Texts("binaryData").Values.Sum(value => (long)value.Length / 4 * 3);
        if (size > MaxBytes) problems.Add(TooLarge("[]"));
        Immutable(before, item, problems);
    }

    private static bool IsJson(string encoded)
    {
        try
        {
            using var parsed = JsonDocument.Parse(Convert.FromBase64String(encoded));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FieldProblem TooLarge(string field) => FieldProblem.TooLong(field, $"may not be more than {MaxBytes} bytes");

    private static void Keys(JsonObject item, List<FieldProblem> problems)
    {
        foreach (var map in (string[])["data", "binaryData"])
        {
            foreach (var (key, _) in item.Object(map) ?? [])
            {
                if (map == "data" && item.At("binaryData", key) is not null)
                    problems.Add(FieldProblem.Invalid($"{map}[{key}]", key, "duplicate of key present in binaryData"));
                foreach (var wrong in Key(key)) problems.Add(FieldProblem.Invalid($"{map}[{key}]", key, wrong));
            }
        }
    }

    private static IEnumerable<string> Key(string key)
    {
        if (key.Length > 253) yield return "must be no more than 253 characters";
        if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            yield return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
        }

        if (key is "." or "..") yield return $"must not be '{key}'";
        else if (key.StartsWith("..", StringComparison.Ordinal)) yield return "must not start with '..'";
    }

    private static void Immutable(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        if (before?.Flag("immutable") is not true) return;
        const string Why = "field is immutable when `immutable` is set";
        if (item.Flag("immutable") is not true) problems.Add(FieldProblem.Forbidden("immutable", Why));
        foreach (var map in (string[])["data", "binaryData"])
        {
            if (!JsonNode.DeepEquals(before[map], item[map])) problems.Add(FieldProblem.Forbidden(map, Why));
        }
    }
}
