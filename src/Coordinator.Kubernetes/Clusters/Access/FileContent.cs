using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>What a file held when it was read. No record: its text may be a secret and must not print itself.</summary>
internal sealed class FileContent(string text)
{
    /// <summary>The content.</summary>
    public string Text { get; } = text;

    /// <summary>Digest of the content: equal content, equal digest.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
