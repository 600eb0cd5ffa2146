using Coordinator.Core.Ports;

namespace Coordinator.Storage;

internal sealed class SqliteDocuments(SqliteBackend backend) : IDocuments
{
    public async Task<string> PutAsync(string content, CancellationToken cancellationToken)
    {
        var bytes = Accepted.Document(content);
        var digest = Digest.Of(bytes);
        await backend.Writer.WriteAsync(session => session.Execute(
            "INSERT INTO documents (digest, content) VALUES ($1, $2) ON CONFLICT DO NOTHING", digest, bytes), cancellationToken)
            .ConfigureAwait(false);
        return digest;
    }

    public async Task<string?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var bytes = (byte[]?)await backend.Readers.ReadAsync(
            session => session.Scalar("SELECT content FROM documents WHERE digest = $1", digest), cancellationToken)
            .ConfigureAwait(false);
        return bytes is null ? null : Digest.Verified(digest, bytes);
    }
}
