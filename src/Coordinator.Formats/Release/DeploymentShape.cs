using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Release;

/// <summary>A name, or a name with what its preview may do.</summary>
internal sealed class DeploymentShape : Shape<TargetDeployment>
{
    private static readonly ObjectShape<TargetDeployment> Worker = new ObjectShape<TargetDeployment>(
            "TargetDeployment", "A Deployment that stands behind no Service.", new("", null))
        .Required("name", Texts.Deployment, x => x.Name, (x, v) => x with { Name = v }, "Base name of the Deployment.")
        .Required("preview", new EnumShape<PreviewMode>(), x => x.Preview ?? PreviewMode.Idle, (x, v) => x with { Preview = v },
            "What its preview does before all users are on the new colour: `idle` has no replicas until then, `live` works beside "
            + "the old one from its deployment on. Then the new one is scaled up and the old one down.");

    public override string Note => "A name, or `{name, preview}` for a Deployment that stands behind no Service.";

    public override bool TryRead(SourceNode node, ReadPoint at, out TargetDeployment value)
    {
        value = new("", null);
        if (node is MappingNode)
            return Worker.TryRead(node, at, out value);
        var usable = Texts.Deployment.TryRead(node, at, out var name);
        value = new(name, null);
        return usable;
    }

    public override JsonNode? Write(TargetDeployment value) =>
        value.Preview is null ? Texts.Deployment.Write(value.Name) : Worker.Write(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new()
    {
        ["oneOf"] = new JsonArray(Texts.Deployment.Schema(definitions), Worker.Schema(definitions)),
    };
}
