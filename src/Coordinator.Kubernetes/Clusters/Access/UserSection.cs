using System.Text.Json.Nodes;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>The <c>users</c> entry of a kubeconfig: with what the coordinator proves who it is.</summary>
internal sealed class UserSection(CredentialFiles files, string folder, List<string> errors)
{
    /// <summary>The credentials and where they come from; what can't be used is told among the errors.</summary>
    public (Credential Credential, PluginSettings? Plugin) Read(
        string? name, KubeconfigDocument.UserBody? user, Func<JsonObject> clusterInfo)
    {
        if (user is null)
        {
            errors.Add(name is null or "" ? "the context names no user" : $"there is no user '{name}'");
            return (Credential.None, null);
        }

        RefuseUnsupported(user);
        var token = Token(user);
        var (certificate, key) = Certificate(user);
        var plugin = user.Exec is { } exec ? new PluginSection(folder, errors).Read(exec, clusterInfo) : null;
        var has = token is not null || certificate is not null;
        if (has && user.Exec is not null)
        {
            errors.Add($"user '{name}' has exec beside a token or certificate; keep one of them");
        }

        if (!has && user.Exec is null && errors.Count is 0)
        {
            errors.Add($"user '{name}' has no token, tokenFile, client certificate or exec");
        }

        return (new Credential(token, certificate, key), plugin);
    }

    private void RefuseUnsupported(KubeconfigDocument.UserBody user)
    {
        if (user.Username is { Length: > 0 } || user.Password is { Length: > 0 })
        {
            errors.Add("username and password are refused: Kubernetes has had no basic authentication since 1.19; "
                + "use a token, a client certificate or exec");
        }

        if (user.AuthProvider is not null)
        {
            errors.Add("auth-provider is refused: Kubernetes has had none since 1.26; use its exec plugin");
        }

        if (user.Impersonate is { Length: > 0 })
        {
            errors.Add("as (impersonation) is not supported; use an account with the rights itself");
        }
    }

    private string? Token(KubeconfigDocument.UserBody user)
    {
        var token = user.Token is { Length: > 0 } given ? given : null;
        if (user.TokenFile is { Length: > 0 } file)
        {
            try
            {
                token = files.Read(Path.Combine(folder, file)).Text.Trim();
            }
            catch (AccessSettingsException e)
            {
                errors.Add($"tokenFile: {e.Message}");
                return null;
            }
        }

        if (token is not null && !IsHeaderText(token))
        {
            errors.Add("the token is empty or holds blanks or control characters");
        }

        return token;
    }

    /// <summary>Whether a token can stand in a header.</summary>
    internal static bool IsHeaderText(string token) => token.Length > 0 && token.All(c => c is > ' ' and < '\x7f');

    private (string? Certificate, string? Key) Certificate(KubeconfigDocument.UserBody user)
    {
        var before = errors.Count;
        var field = new PemField(files, folder, errors);
        var certificate = field.Read("client-certificate", user.CertificateData, user.CertificateFile);
        var key = field.Read("client-key", user.KeyData, user.KeyFile);
        if (errors.Count > before)
        {
            return default;
        }

        if (certificate is null != key is null)
        {
            errors.Add("client-certificate and client-key are needed together");
        }
        else if (certificate is not null && ClientIdentity.Problem(certificate, key!) is { } problem)
        {
            errors.Add($"client-certificate: {problem}");
        }

        return (certificate, key);
    }
}
