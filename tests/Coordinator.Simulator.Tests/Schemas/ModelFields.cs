using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Coordinator.Simulator.Tests.Schemas;

/// <summary>The field table of the simulator's schemas, as the client library's models have it.</summary>
internal static class ModelFields
{
    public static string Render(IEnumerable<string> roots)
    {
        var table = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var open = new Queue<string>(roots);
        while (open.TryDequeue(out var name))
        {
            if (table.ContainsKey(name)) continue;
            var fields = table[name] = new(StringComparer.Ordinal);
            foreach (var property in Model(name).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetCustomAttribute<JsonPropertyNameAttribute>() is not { } json) continue;
                var form = Form(property.PropertyType);
                fields[json.Name] = form;
                var element = form.Trim('[', ']', '{', '}');
                if (char.IsUpper(element[0])) open.Enqueue(element);
            }
        }

        return JsonSerializer.Serialize(table, new JsonSerializerOptions { WriteIndented = true, IndentSize = 1 }) + "\n";
    }

    private static Type Model(string name) =>
        typeof(V1Pod).Assembly.GetType("k8s.Models." + name) ?? throw new InvalidOperationException($"no model {name}");

    private static string Form(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(byte[])) return "bytes";
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            return arguments.Length == 2 ? $"{{{Form(arguments[1])}}}" : $"[{Form(arguments[0])}]";
        }

        if (type == typeof(string)) return "string";
        if (type == typeof(int) || type == typeof(long)) return "int";
        if (type == typeof(double)) return "number";
        if (type == typeof(bool)) return "bool";
        if (type == typeof(DateTime)) return "time";
        if (type == typeof(ResourceQuantity)) return "quantity";
        if (type == typeof(IntOrString)) return "intOrString";
        return type.Namespace == "k8s.Models" ? type.Name : "any";
    }
}
