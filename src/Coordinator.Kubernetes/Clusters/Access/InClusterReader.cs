using System.Globalization;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>The service account of the pod that the coordinator runs in. Its token is a file that the kubelet renews.</summary>
internal sealed class InClusterReader(CredentialFiles files, KubernetesOptions options)
{
    /// <summary>The settings.</summary>
    /// <exception cref="AccessSettingsException">It runs in no pod, or the pod mounts no token; every error at once.</exception>
    public AccessSettings Read()
    {
        var errors = new List<string>();
        var server = Address();
        if (server is null)
        {
            errors.Add("the coordinator runs in no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
        }

        var token = Text("token", errors)?.Trim();
        if (token is not null && !UserSection.IsHeaderText(token))
        {
            errors.Add($"{Path.Combine(options.ServiceAccountFolder, "token")} holds no token");
        }

        var authority = Text("ca.crt", errors);
        if (authority is not null && ServerTrust.Problem(authority) is { } problem)
        {
            errors.Add($"{Path.Combine(options.ServiceAccountFolder, "ca.crt")}: {problem}");
        }

        return errors.Count is 0
            ? new AccessSettings(
                new ServerEndpoint { Address = server!, AuthorityPem = authority }, new Credential(token, null, null), null)
            : throw new AccessSettingsException([.. errors.Select(error => $"inCluster: {error}")]);
    }

    private Uri? Address()
    {
        if (options.InClusterServer is { } configured)
        {
            return configured;
        }

        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        return host is { Length: > 0 } && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new UriBuilder("https", host, number).Uri : null;
    }

    private string? Text(string name, List<string> errors)
    {
        try
        {
            return files.Read(Path.Combine(options.ServiceAccountFolder, name)).Text;
        }
        catch (AccessSettingsException e)
        {
            errors.Add(e.Message);
            return null;
        }
    }
}
