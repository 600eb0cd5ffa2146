using System.Text;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>A field of a kubeconfig that is given as base64 data or as a file; data wins, as in kubectl.</summary>
internal sealed class PemField(CredentialFiles files, string folder, List<string> errors)
{
    /// <summary>The text; null where neither is given or it can't be read, which is told.</summary>
    public string? Read(string name, string? data, string? file)
    {
        try
        {
            return data is { Length: > 0 } ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
                : file is { Length: > 0 } ? files.Read(Path.Combine(folder, file)).Text
                : null;
        }
        catch (FormatException)
        {
            errors.Add($"{name}-data is no base64");
        }
        catch (AccessSettingsException e)
        {
            errors.Add($"{name}: {e.Message}");
        }

        return null;
    }
}
