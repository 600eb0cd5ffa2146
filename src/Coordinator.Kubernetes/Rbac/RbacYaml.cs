using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Rbac;

/// <summary>Writes roles as YAML that <c>kubectl apply -f -</c> takes, with the reason of each rule beside it.</summary>
public static class RbacYaml
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all of an environment, each object as a document.</summary>
    public static void Write(ClusterRoles roles, TextWriter writer)
    {
        foreach (var one in roles.Objects)
        {
            writer.WriteLine("---");
            writer.WriteLine($"# cluster {roles.Environment.Cluster}");
            foreach (var (name, value) in one.Where(pair => pair.Key is not "rules"))
            {
                writer.WriteLine($"{name}: {Flow(value)}");
            }

            if (one["rules"] is JsonArray rules)
            {
                writer.WriteLine("rules:");
                foreach (var (index, rule) in rules.Index())
                {
                    writer.WriteLine($"# {roles.Reasons[one.Kind()][index]}");
                    writer.WriteLine($"- {Flow(rule)}");
                }
            }
        }
    }

    /// <summary>Texts are quoted as in JSON, which is YAML too.</summary>
    private static string Flow(JsonNode? node) => node switch
    {
        JsonValue value => value.ToJsonString(Plain),
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonObject map => $"{{{string.Join(", ", map.Select(pair => $"{pair.Key}: {Flow(pair.Value)}"))}}}",
        _ => "null",
    };
}
