using System.Text.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Protobuf;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Tests.Protobuf;

public sealed class NumberTableTests
{
    /// <summary>Of a type: what stands in the envelope, not among the fields.</summary>
    private static readonly string[] InEnvelope = ["apiVersion", "kind"];

    /// <summary>Fields of the client library's models that no published .proto file has yet.</summary>
    private static readonly string[] Ahead = ["V1NodeSystemInfo.runningInUserNamespace"];

    [Fact]
    public void Every_field_of_every_type_has_a_number()
    {
        var fields = Fields();
        var missing = new List<string>();
        foreach (var type in Reached(fields))
        {
            var known = fields[type];
            var isRoot = Roots().Any(root => root.Type == type);
            var numbered = FieldNumbers.Names(type).ToHashSet();
            missing.AddRange(known.Keys.Where(name => !numbered.Contains(name) && !(isRoot && InEnvelope.Contains(name)))
                .Select(name => $"{type}.{name}"));
        }

        Assert.Equal(Ahead, missing);
    }

    [Fact]
    public void The_numbers_are_those_of_the_published_proto_files()
    {
        var folder = Environment.GetEnvironmentVariable("KUBERNETES_PROTOS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "KUBERNETES_PROTOS names no folder with the .proto files of k8s.io/api and k8s.io/apimachinery");
        var protos = ProtoFiles.Load(folder!);
        var rendered = protos.Render(Roots().Select(root => (root.Type, protos.Message(root.Package, root.Message))), Fields());
        var stored = Embedded("numbers.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && rendered != stored) File.WriteAllText(Source(), rendered);
        Assert.Equal(stored, rendered);
    }

    /// <summary>The types that a body in protobuf can hold, in the order of the table.</summary>
    private static IEnumerable<string> Reached(Dictionary<string, Dictionary<string, string>> fields)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(Roots().Select(root => root.Type));
        while (open.TryDequeue(out var type))
        {
            if (!reached.Add(type)) continue;
            foreach (var element in fields[type].Values.Select(form => form.Trim('[', ']', '{', '}')).Where(element => char.IsUpper(element[0])))
                open.Enqueue(element);
        }

        return fields.Keys.Where(reached.Contains);
    }

    /// <summary>The types that a body can be, with where their messages are. No client sends a definition so.</summary>
    private static IEnumerable<(string Type, string Package, string Message)> Roots() =>
    [
        .. KindTable.Rows.Where(kind => kind.Schema is not null && kind != KindTable.Definition)
            .Select(kind => (kind.Schema!, ProtoFiles.PackageOf(kind.Group, kind.Version), kind.Name)),
        .. BodySchemas.Rows.Select(body => (body.Schema, ProtoFiles.PackageOf(body.Group, body.Version), body.Schema[2..])),
    ];

    private static Dictionary<string, Dictionary<string, string>> Fields() =>
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(Embedded("fields.json"))!;

    private static string Embedded(string name)
    {
        using var stream = typeof(KindTable).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Coordinator.Simulator/Protobuf/numbers.json");
}
