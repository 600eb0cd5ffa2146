using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>The <c>exec</c> part of a user.</summary>
internal sealed class PluginSection(string folder, List<string> errors)
{
    private const string ConfigExtension = "client.authentication.k8s.io/exec";

    /// <summary>The settings; null, and errors told, where they can't be used.</summary>
    public PluginSettings? Read(KubeconfigDocument.ExecBody exec, Func<JsonObject> clusterInfo)
    {
        var before = errors.Count;
        if (exec.ApiVersion is not (ExecCredential.V1 or ExecCredential.V1Beta1))
        {
            errors.Add($"exec.apiVersion is '{exec.ApiVersion}'; supported are {ExecCredential.V1} and {ExecCredential.V1Beta1}");
        }

        if (exec.Command is not { Length: > 0 })
        {
            errors.Add("exec.command is missing");
        }

        if (exec.InteractiveMode is not (null or "" or "Never" or "IfAvailable"))
        {
            errors.Add($"exec.interactiveMode is '{exec.InteractiveMode}', but there is nobody to ask: "
                + "the plugin must work with Never or IfAvailable");
        }

        if ((exec.Variables ?? []).Any(one => one.Name is not { Length: > 0 }))
        {
            errors.Add("exec.env has an entry without a name");
        }

        return errors.Count > before ? null : new PluginSettings
        {
            ApiVersion = exec.ApiVersion!,
            Command = exec.Command!.Contains('/') ? Path.Combine(folder, exec.Command) : exec.Command,
            Arguments = [.. exec.Arguments ?? []],
            Variables = [.. (exec.Variables ?? []).Select(one => (one.Name!, one.Value ?? ""))],
            ClusterInfo = exec.ProvideClusterInfo ? clusterInfo() : null,
            InstallHint = exec.InstallHint,
        };
    }

    /// <summary>What a plugin that asks for it is told about the cluster (<c>spec.cluster</c>).</summary>
    public static JsonObject ClusterInfo(ServerEndpoint? server, KubeconfigDocument.ClusterBody? cluster)
    {
        var info = new JsonObject();
        if (server is null)
        {
            return info;
        }

        info["server"] = server.Address.AbsoluteUri.TrimEnd('/');
        if (server.ServerName is { } name)
        {
            info["tls-server-name"] = name;
        }

        if (server.AuthorityPem is { } authority)
        {
            info["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authority));
        }

        if (server.Proxy is { } proxy)
        {
            info["proxy-url"] = proxy.AbsoluteUri;
        }

        if (cluster?.Extensions?.FirstOrDefault(one => one.Name is ConfigExtension)?.Extension is { } config)
        {
            info["config"] = ToJson(config);
        }

        return info;
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(pair =>
            KeyValuePair.Create(pair.Key.ToString() ?? "", ToJson(pair.Value)))),
        IList<object?> list => new JsonArray([.. list.Select(ToJson)]),
        _ => JsonSerializer.SerializeToNode(value),
    };
}
