using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Core.Recording;

/// <summary>Digests of documents and states.</summary>
public static class Digest
{
    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits of the text's UTF-8 bytes.</summary>
    public static string Of(string content) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
}
