using Coordinator.Core.Ports;

namespace Coordinator.Storage;

internal sealed class PostgresDocuments(PostgresBackend backend) : IDocuments
{
    public async Task<string> PutAsync(string content, CancellationToken cancellationToken)
    {
        var bytes = Accepted.Document(content);
        var digest = Digest.Of(bytes);
        await backend.Session.ExecuteAsync(
            "INSERT INTO documents (digest, content) VALUES ($1, $2) ON CONFLICT DO NOTHING", cancellationToken, digest, bytes)
            .ConfigureAwait(false);
        return digest;
    }

    public async Task<string?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var bytes = (byte[]?)await backend.Session.ScalarAsync(
            "SELECT content FROM documents WHERE digest = $1", cancellationToken, digest).ConfigureAwait(false);
        return bytes is null ? null : Digest.Verified(digest, bytes);
    }
}
