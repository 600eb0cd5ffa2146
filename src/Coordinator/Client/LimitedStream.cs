namespace Coordinator.Client;

/// <summary>A stream that does not wait for ever and does not grow for ever.</summary>
/// <param name="inner">What is read.</param>
/// <param name="idle">Longest wait for a byte, of real time.</param>
/// <param name="maxBytes">Most bytes between two calls of <see cref="Rewind"/>.</param>
internal sealed class LimitedStream(Stream inner, TimeSpan idle, long maxBytes) : Stream
{
    private long count;

    /// <summary>Ends a read; the parser above passes none on that could change from item to item.</summary>
    public CancellationToken Cancellation { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Counts from zero again.</summary>
    public void Rewind() => count = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation, cancellationToken);
        limit.CancelAfter(idle);
        var read = await inner.ReadAsync(buffer, limit.Token);
        count += read;
        return count <= maxBytes ? read : throw new InvalidDataException($"an event of more than {maxBytes} bytes");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
