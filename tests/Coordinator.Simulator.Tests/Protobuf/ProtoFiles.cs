using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Tests.Protobuf;

/// <summary>The messages of a folder of .proto files, and the table of numbers that they give for the simulator's types.</summary>
internal sealed partial class ProtoFiles
{
    private const string Meta = ".k8s.io.apimachinery.pkg.apis.meta.v1.";

    private sealed record Field(string Name, int Number, string Type);

    private readonly Dictionary<string, List<Field>> messages = new(StringComparer.Ordinal);

    public static ProtoFiles Load(string folder)
    {
        var files = new ProtoFiles();
        foreach (var file in Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories)) files.Parse(File.ReadAllText(file));
        return files;
    }

    /// <summary>The table, for types by name as (group, version, kind) has them, and all that they hold.</summary>
    public string Render(IEnumerable<(string Type, string Message)> roots, Dictionary<string, Dictionary<string, string>> fields)
    {
        var table = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<(string Type, string Message)>(roots);
        while (open.TryDequeue(out var next))
        {
            if (table.ContainsKey(next.Type)) continue;
            table[next.Type] = Line(next.Type, next.Message, fields[next.Type], table, open);
        }

        return JsonSerializer.Serialize(table, new JsonSerializerOptions { WriteIndented = true, IndentSize = 1 }) + "\n";
    }

    public string Message(string package, string name) => messages.Keys.SingleOrDefault(key => key == package + name)
        ?? throw new InvalidOperationException($"no message {package}{name}");

    private string Line(string type, string message, Dictionary<string, string> known, SortedDictionary<string, string> table,
        Queue<(string Type, string Message)> open)
    {
        var words = new List<string>();
        var last = 0;
        foreach (var field in messages[message].OrderBy(field => field.Number))
        {
            var word = field.Name;
            if (known.TryGetValue(field.Name, out var form))
            {
                var element = form.Trim('[', ']', '{', '}');
                if (char.IsUpper(element[0])) open.Enqueue((element, field.Type));
            }
            else if (messages.TryGetValue(field.Type, out var inner) && inner.Exists(one => known.ContainsKey(one.Name)))
            {
                // An embedded struct: its fields stand in the object itself.
                var name = $"{type}/{field.Name}";
                word = $"{field.Name}:{name}";
                table[name] = Line(type, field.Type, known, table, open);
            }
            else continue;

            words.Add(field.Number == last + 1 ? word : $"{field.Number}={word}");
            last = field.Number;
        }

        return string.Join(' ', words);
    }

    private void Parse(string text)
    {
        var package = "." + PackageLine().Match(text).Groups[1].Value + ".";
        List<Field>? open = null;
        foreach (var line in text.Split('\n'))
        {
            if (MessageLine().Match(line) is { Success: true } start) messages[package + start.Groups[1].Value] = open = [];
            if (FieldLine().Match(line) is not { Success: true } found) continue;
            var type = found.Groups[1].Value;
            var full = type.StartsWith('.') ? type : package + type;
            open!.Add(new(found.Groups[2].Value, int.Parse(found.Groups[3].Value, CultureInfo.InvariantCulture), full));
        }
    }

    public static string PackageOf(string group, string version) => group switch
    {
        "meta" => Meta,
        "" => $".k8s.io.api.core.{version}.",
        _ => $".k8s.io.api.{group.Split('.')[0]}.{version}.",
    };

    [GeneratedRegex(@"^package ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex PackageLine();

    [GeneratedRegex(@"^message (\w+) \{")]
    private static partial Regex MessageLine();

    [GeneratedRegex(@"^\s+(?:optional|repeated|map<\w+,)\s*([\w.]+)>?\s+(\w+) = (\d+)")]
    private static partial Regex FieldLine();
}
