using System.Text;
using Coordinator.Simulator.Access;

namespace Coordinator.Simulator.Hosting;

/// <summary>Renders a kubeconfig of all clusters.</summary>
internal static class Kubeconfig
{
    public static string Render(Uri address, IReadOnlyList<string> names, Tokens tokens)
    {
        var text = new StringBuilder("apiVersion: v1\nkind: Config\nclusters:\n");
        foreach (var name in names)
        {
            text.Append($"- name: \"{name}\"\n  cluster:\n    server: {Server(address, name, tokens.Administrator)}\n");
            text.Append($"- name: \"{name}-limited\"\n  cluster:\n    server: {Server(address, name, tokens.Limited)}\n");
        }

        text.Append($"users:\n- name: administrator\n  user:\n    token: {tokens.Administrator}\n");
        text.Append($"- name: coordinator\n  user:\n    token: {tokens.Limited}\n");
        text.Append("contexts:\n");
        foreach (var name in names)
        {
            text.Append($"- name: \"{name}\"\n  context: {{cluster: \"{name}\", user: administrator, namespace: default}}\n");
            text.Append($"- name: \"{name}-limited\"\n  context: {{cluster: \"{name}-limited\", user: coordinator, namespace: default}}\n");
        }

        text.Append($"current-context: \"{names[0]}\"\n");
        return text.ToString();
    }

    /// <summary>
    /// The token stands in the address as well: kubectl sends the token of a user over TLS only, and drops it here in silence.
    /// </summary>
    private static string Server(Uri address, string name, string token) =>
        $"{address.Scheme}://token:{token}@{address.Authority}/clusters/{name}";
}
