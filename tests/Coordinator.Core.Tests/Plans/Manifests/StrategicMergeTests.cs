using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Core.Tests.Plans.Manifests;

/// <summary>Strategic merge patches come to what the API server makes of them.</summary>
public sealed class StrategicMergeTests
{
    private const string Before = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cart","labels":{"app":"cart"},"finalizers":["a","b"]},
         "spec":{"replicas":2,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}},"template":{"spec":{
           "containers":[
             {"name":"cart","image":"cart:1","args":["-a","-b"],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
              "ports":[{"containerPort":80,"name":"http"},{"containerPort":81}],"volumeMounts":[{"mountPath":"/a","name":"a"}]},
             {"name":"side","image":"side:1"}],
           "tolerations":[{"key":"x"}],"volumes":[{"name":"a","configMap":{"name":"a"}}]}}}}
        """;

    [Theory]
    [InlineData("""{"spec":{"replicas":6}}""", "spec.replicas", "6")]
    [InlineData("""{"spec":{"replicas":null}}""", "spec.replicas", null)]
    [InlineData("""{"metadata":{"labels":{"tier":"web"}}}""", "metadata.labels", """{"app":"cart","tier":"web"}""")]
    [InlineData("""{"metadata":{"labels":{"app":null}}}""", "metadata.labels", "{}")]
    [InlineData("""{"metadata":{"labels":{"$patch":"replace","tier":"web"}}}""", "metadata.labels", """{"tier":"web"}""")]
    [InlineData("""{"metadata":{"labels":{"$patch":"delete"}}}""", "metadata.labels", "{}")]
    [InlineData("""{"metadata":{"finalizers":["b","c"]}}""", "metadata.finalizers", """["a","b","c"]""")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""", "metadata.finalizers", """["b"]""")]
    [InlineData("""{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""", "spec.strategy", """{"type":"Recreate"}""")]
    [InlineData("""{"spec":{"template":{"spec":{"tolerations":[{"key":"y"}]}}}}""", "spec.template.spec.tolerations",
        """[{"key":"y"}]""")]
    [InlineData("""{"spec":{"template":{"spec":{"volumes":[{"name":"b","emptyDir":{}}]}}}}""", "spec.template.spec.volumes",
        """[{"name":"a","configMap":{"name":"a"}},{"name":"b","emptyDir":{}}]""")]
    [InlineData("""{"spec":{"template":{"spec":{"nodeSelector":{"zone":"a"}}}}}""", "spec.template.spec.nodeSelector",
        """{"zone":"a"}""")]
    public void Apply_Object_MergesByField(string patch, string path, string? expected) =>
        Same(expected, Apply(patch).At(path.Split('.')));

    [Theory]
    [InlineData("""{"name":"cart","image":"cart:2"}""", "image", "\"cart:2\"")]
    [InlineData("""{"name":"cart","args":["-c"]}""", "args", """["-c"]""")]
    [InlineData("""{"name":"cart","env":[{"name":"B","value":"3"},{"name":"C","value":"4"}]}""", "env",
        """[{"name":"A","value":"1"},{"name":"B","value":"3"},{"name":"C","value":"4"}]""")]
    [InlineData("""{"name":"cart","env":[{"name":"A","$patch":"delete"}]}""", "env", """[{"name":"B","value":"2"}]""")]
    [InlineData("""{"name":"cart","env":[{"$patch":"replace"},{"name":"C","value":"4"}]}""", "env",
        """[{"name":"C","value":"4"}]""")]
    [InlineData("""{"name":"cart","$setElementOrder/env":[{"name":"B"},{"name":"A"}]}""", "env",
        """[{"name":"B","value":"2"},{"name":"A","value":"1"}]""")]
    [InlineData("""{"name":"cart","env":[{"name":"C","value":"4"}],"$setElementOrder/env":[{"name":"C"},{"name":"A"},{"name":"B"}]}""",
        "env", """[{"name":"C","value":"4"},{"name":"A","value":"1"},{"name":"B","value":"2"}]""")]
    [InlineData("""{"name":"cart","ports":[{"containerPort":80,"hostPort":8080}]}""", "ports",
        """[{"containerPort":80,"name":"http","hostPort":8080},{"containerPort":81}]""")]
    [InlineData("""{"name":"cart","volumeMounts":[{"mountPath":"/a","name":"z"},{"mountPath":"/b","name":"b"}]}""", "volumeMounts",
        """[{"mountPath":"/a","name":"z"},{"mountPath":"/b","name":"b"}]""")]
    public void Apply_ListWithMergeKey_MergesItemByItem(string container, string field, string expected)
    {
        var patched = Apply("""{"spec":{"template":{"spec":{"containers":[""" + container + "]}}}}");

        var containers = patched.Objects("spec", "template", "spec", "containers").ToArray();
        Assert.Equal(["cart", "side"], containers.Select(one => one.Text("name")));
        Same(expected, containers[0][field]);
    }

    [Fact]
    public void Apply_ItemThatIsNew_IsAppended() => Assert.Equal(
        ["cart", "side", "new"],
        Apply("""{"spec":{"template":{"spec":{"containers":[{"name":"new","image":"new:1","env":null}]}}}}""")
            .Objects("spec", "template", "spec", "containers").Select(one => one.Text("name")));

    [Fact]
    public void Apply_CustomResource_MergesAsJsonDoes()
    {
        var before = Parse("""{"apiVersion":"example.com/v1","kind":"Deployment","spec":{"containers":[{"name":"a"}],"x":{"y":1}}}""");

        var (after, errors) = StrategicMerge.Apply(before, Parse("""{"spec":{"containers":[{"name":"b"}],"x":{"z":2}}}"""));

        Assert.Empty(errors);
        Same("""{"containers":[{"name":"b"}],"x":{"y":1,"z":2}}""", after!["spec"]);
    }

    [Fact]
    public void Apply_DisruptionBudget_ReplacesTheSelector()
    {
        var before = Parse("""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","spec":{"selector":{"matchLabels":{"a":"1"}}}}""");

        var (after, _) = StrategicMerge.Apply(before, Parse("""{"spec":{"selector":{"matchLabels":{"b":"2"}}}}"""));

        Same("""{"matchLabels":{"b":"2"}}""", after.At("spec", "selector"));
    }

    [Fact]
    public void Apply_DeleteDirective_DeletesTheObject()
    {
        var (after, errors) = StrategicMerge.Apply(Parse(Before), Parse("""{"$patch":"delete"}"""));

        Assert.Null(after);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}""", "spec.template.spec.containers[0] has no name")]
    [InlineData("""{"metadata":{"$patch":"remove"}}""", "metadata.$patch is \"remove\"")]
    [InlineData("""{"metadata":{"$merge/labels":[]}}""", "metadata.$merge/labels is no directive")]
    [InlineData("""{"spec":{"strategy":{"$retainKeys":["type"],"rollingUpdate":{}}}}""", "spec.strategy.rollingUpdate is not in $retainKeys")]
    public void Apply_BadPatch_SaysWhere(string patch, string error)
    {
        var (after, errors) = StrategicMerge.Apply(Parse(Before), Parse(patch));

        Assert.Null(after);
        Assert.Contains(error, Assert.Single(errors));
    }

    [Fact]
    public void Apply_AnyPatch_LeavesOriginalAndPatchAsTheyWere()
    {
        var (before, patch) = (Parse(Before), Parse("""{"spec":{"replicas":null,"template":{"spec":{"containers":[{"name":"side","image":"x"}]}}}}"""));

        StrategicMerge.Apply(before, patch);

        Same(Before, before);
        Same("""{"spec":{"replicas":null,"template":{"spec":{"containers":[{"name":"side","image":"x"}]}}}}""", patch);
    }

    private static JsonObject Apply(string patch)
    {
        var (after, errors) = StrategicMerge.Apply(Parse(Before), Parse(patch));
        Assert.Empty(errors);
        return after!;
    }

    private static void Same(string? expected, JsonNode? actual) =>
        Assert.Equal(expected is null ? null : JsonNode.Parse(expected)!.ToJsonString(), actual?.ToJsonString());

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
