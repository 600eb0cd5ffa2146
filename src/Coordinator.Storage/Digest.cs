using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Storage;

/// <summary>Addresses of documents.</summary>
internal static class Digest
{
    private const string Prefix = "sha256:";

    public static string Of(ReadOnlySpan<byte> content) => Prefix + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <exception cref="InvalidDataException">The bytes are not those of the digest.</exception>
    public static string Verified(string digest, byte[] content)
    {
        var actual = Of(content);
        if (actual != digest)
            throw new InvalidDataException($"the document {digest} is damaged: its bytes have the digest {actual}");
        return Encoding.UTF8.GetString(content);
    }
}
