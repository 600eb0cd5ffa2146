namespace Coordinator.Core.Ports;

/// <summary>Content-addressed documents: plans, manifests, blocks of samples. Put twice is once.</summary>
public interface IDocuments
{
    /// <summary>Stores a document and returns its digest, <c>sha256:</c> and 64 hexadecimal digits of its UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">More than 8 MiB.</exception>
    Task<string> PutAsync(string content, CancellationToken cancellationToken);

    /// <summary>The document, or null where there is none. What is read is checked against its digest.</summary>
    /// <exception cref="InvalidDataException">The stored bytes do not match the digest.</exception>
    Task<string?> FindAsync(string digest, CancellationToken cancellationToken);
}
