using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Tests.Fixtures;

internal sealed class MemoryDocuments : IDocuments
{
    private readonly ConcurrentDictionary<string, string> contents = new();

    public Task<string> PutAsync(string content, CancellationToken cancellationToken)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        contents[digest] = content;
        return Task.FromResult(digest);
    }

    public Task<string?> FindAsync(string digest, CancellationToken cancellationToken) =>
        Task.FromResult(contents.GetValueOrDefault(digest));
}
