using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Protobuf;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Tests.Protobuf;

/// <summary>The bytes are those that kubectl 1.32 sends.</summary>
public sealed class ProtobufReaderTests
{
    /// <summary>kubectl create namespace n-1.32</summary>
    private const string NamespaceHex = "6b3873000a0f0a02763112094e616d657370616365121e0a160a066e2d312e333212001a0022002a0032003800420012001a020a001a002200";

    /// <summary>kubectl create deployment web --image=registry.example/web:1.0.0 --port=8080 --replicas=2</summary>
    private const string DeploymentHex =
        "6b3873000a150a07617070732f7631120a4465706c6f796d656e7412cd010a1f0a0377656212001a0022002a003200380042005a0a0a03" +
        "6170701203776562129b010802120c0a0a0a0361707012037765621a80010a1c0a0012001a0022002a003200380042005a0a0a03617070" +
        "1203776562126012420a03776562121a72656769737472792e6578616d706c652f7765623a312e302e302a00320b0a00100018903f2200" +
        "2a0042006a007200800100880100900100a201001a00320042004a0052005800600068008201008a01009a0100c2010022020a00280038" +
        "001a0c0800100018002000280038001a002200";

    [Fact]
    public void Read_ANamespace_GivesWhatJsonWouldHaveSaid()
    {
        var item = Canonical(KindTable.Namespace, NamespaceHex);

        AssertJson("""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n-1.32"}, "spec": {}, "status": {}}""", item);
    }

    [Fact]
    public void Read_ADeployment_KeepsCountsPortsAndLabels()
    {
        var item = Canonical(KindTable.Deployment, DeploymentHex);

        AssertJson("""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"app": "web"}},
             "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
              "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
               {"name": "web", "image": "registry.example/web:1.0.0", "ports": [{"containerPort": 8080}], "resources": {}}]}},
              "strategy": {}}, "status": {}}
            """, item);
    }

    [Fact]
    public void Read_ABodyThatIsCutOff_IsABadRequest()
    {
        var bytes = Convert.FromHexString(DeploymentHex);
        // The last four bytes are two empty fields of the envelope: without them it is whole.
        for (var length = 0; length < bytes.Length - 4; length++)
        {
            var refused = Assert.Throws<StatusError>(() => ProtobufReader.Read(SchemaTable.Of(KindTable.Deployment), bytes.AsMemory(0, length)));
            Assert.Equal(400, refused.Code);
        }
    }

    [Fact]
    public void Read_AnyOtherBytes_NeverFailsOtherwise()
    {
        var bytes = Convert.FromHexString(DeploymentHex);
        for (var at = 4; at < bytes.Length; at++)
        {
            foreach (var value in (byte[])[0x00, 0x07, 0x0a, 0x7f, 0x80, 0xff])
            {
                var broken = (byte[])bytes.Clone();
                broken[at] = value;
                if (Record.Exception(() => ProtobufReader.Read(SchemaTable.Of(KindTable.Deployment), broken)) is { } fault)
                    Assert.Equal(400, Assert.IsType<StatusError>(fault).Code);
            }
        }
    }

    [Fact]
    public async Task A_custom_resource_is_not_taken_so()
    {
        await using var simulation = await Simulation.StartAsync();
        using var content = new ByteArrayContent(Convert.FromHexString(NamespaceHex));
        content.Headers.ContentType = new(ProtobufReader.MediaType);
        using var answer = await simulation.Client.PostAsync(
            simulation.Address("/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes"), content, TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)answer.StatusCode);
    }

    private static JsonObject Canonical(ApiKind kind, string hex) =>
        Decoder.Canonical(kind, ProtobufReader.Read(SchemaTable.Of(kind), Convert.FromHexString(hex)), []);

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());
}
