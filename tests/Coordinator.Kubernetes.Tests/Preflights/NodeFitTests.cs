using System.Text.Json.Nodes;
using Coordinator.Kubernetes.Preflights;

namespace Coordinator.Kubernetes.Tests.Preflights;

public sealed class NodeFitTests
{
    private const string Gpu = """{"key":"gpu","value":"a100","effect":"NoSchedule"}""";

    [Theory]
    [InlineData("True", "{}", true)]
    [InlineData("False", "{}", false)]
    [InlineData("Unknown", "{}", false)]
    [InlineData("True", """{"unschedulable":true}""", false)]
    [InlineData("True", """{"unschedulable":false}""", true)]
    public void IsOpen_Is_ready_and_not_cordoned(string ready, string spec, bool expected) =>
        Assert.Equal(expected, NodeFit.IsOpen(Object(
            $$$"""{"spec":{{{spec}}},"status":{"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"{{{ready}}}"}]}}""")));

    [Theory]
    [InlineData(Gpu, "", false)]
    [InlineData("""{"key":"gpu","effect":"NoExecute"}""", "", false)]
    [InlineData("""{"key":"gpu","effect":"PreferNoSchedule"}""", "", true)]
    [InlineData(Gpu, """{"key":"gpu","value":"a100","effect":"NoSchedule"}""", true)]
    [InlineData(Gpu, """{"key":"gpu","operator":"Equal","value":"a100"}""", true)]
    [InlineData(Gpu, """{"key":"gpu","operator":"Exists"}""", true)]
    [InlineData(Gpu, """{"operator":"Exists"}""", true)]
    [InlineData(Gpu, """{"key":"","operator":"Exists","effect":""}""", true)]
    [InlineData(Gpu, """{"key":"gpu","value":"h100"}""", false)]
    [InlineData(Gpu, """{"key":"gpu"}""", false)]
    [InlineData(Gpu, """{"key":"other","operator":"Exists"}""", false)]
    [InlineData(Gpu, """{"key":"gpu","operator":"Exists","effect":"NoExecute"}""", false)]
    [InlineData(Gpu, """{"value":"a100"}""", false)]
    [InlineData("""{"key":"gpu","effect":"NoSchedule"}""", """{"key":"gpu","effect":"NoSchedule"}""", true)]
    [InlineData(Gpu + """,{"key":"spot","effect":"NoExecute"}""", """{"key":"gpu","operator":"Exists"}""", false)]
    public void Takes_Every_taint_that_keeps_pods_off_must_be_tolerated(string taints, string tolerations, bool expected) =>
        Assert.Equal(expected, NodeFit.Takes(
            Object($$$"""{"spec":{"taints":[{{{taints}}}]}}"""), Object($$$"""{"tolerations":[{{{tolerations}}}]}""")));

    [Theory]
    [InlineData("""{"zone":"a"}""", true)]
    [InlineData("""{"zone":"a","disk":"ssd"}""", true)]
    [InlineData("""{"zone":"b"}""", false)]
    [InlineData("""{"zone":"a","arch":"arm64"}""", false)]
    public void Takes_All_of_nodeSelector(string selector, bool expected) =>
        Assert.Equal(expected, NodeFit.Takes(Node(), Object($$$"""{"nodeSelector":{{{selector}}}}""")));

    [Theory]
    [InlineData("""{"matchExpressions":[{"key":"zone","operator":"In","values":["b","a"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"zone","operator":"In","values":["b"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"arch","operator":"In","values":["arm64"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"zone","operator":"NotIn","values":["a"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"arch","operator":"NotIn","values":["arm64"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"disk","operator":"Exists"}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"arch","operator":"Exists"}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"disk","operator":"DoesNotExist"}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"arch","operator":"DoesNotExist"}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"cores","operator":"Gt","values":["7"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"cores","operator":"Gt","values":["8"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"cores","operator":"Lt","values":["9"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"zone","operator":"Gt","values":["1"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"zone","operator":"In","values":["a"]},{"key":"disk","operator":"In","values":["hdd"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"disk","operator":"In","values":["hdd"]}]},{"matchExpressions":[{"key":"zone","operator":"In","values":["a"]}]}""", true)]
    [InlineData("""{"matchFields":[{"key":"metadata.name","operator":"In","values":["one"]}]}""", true)]
    [InlineData("""{"matchFields":[{"key":"metadata.name","operator":"NotIn","values":["one"]}]}""", false)]
    [InlineData("{}", false)]
    [InlineData("", false)]
    public void Takes_One_term_of_required_node_affinity(string terms, bool expected) =>
        Assert.Equal(expected, NodeFit.Takes(Node(), Object($$$"""
            {"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{{{terms}}}] } } } }
            """)));

    [Theory]
    [InlineData("""{"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"preference":{"matchExpressions":[{"key":"zone","operator":"In","values":["b"]}]}}]}}}""", true)]
    [InlineData("""{"nodeName":"one"}""", true)]
    [InlineData("""{"nodeName":"two"}""", false)]
    [InlineData("{}", true)]
    public void Takes_A_wish_binds_nobody_and_a_name_does(string podSpec, bool expected) =>
        Assert.Equal(expected, NodeFit.Takes(Node(), Object(podSpec)));

    private static JsonObject Node() =>
        Object("""{"metadata":{"name":"one","labels":{"zone":"a","disk":"ssd","cores":"8"}}}""");

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
