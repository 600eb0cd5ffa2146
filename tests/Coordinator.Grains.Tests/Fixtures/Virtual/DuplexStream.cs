using System.Buffers;
using System.IO.Pipelines;

namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>The client's end of a connection in memory. Once it is broken, its reads fail as those of a reset socket do.</summary>
internal sealed class DuplexStream(PipeReader input, PipeWriter output, Action closed) : Stream
{
    private volatile bool broken;
    private int disposed;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Breaks it, whatever was still under way.</summary>
    public void Break()
    {
        broken = true;
        input.CancelPendingRead();
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous reads");

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await input.ReadAsync(cancellationToken);
        if (broken)
        {
            throw new IOException("the connection was reset");
        }

        var count = (int)Math.Min(read.Buffer.Length, buffer.Length);
        var part = read.Buffer.Slice(0, count);
        part.CopyTo(buffer.Span);
        // From here on the part's memory is used again.
        input.AdvanceTo(part.End);
        return count;
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous writes");

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var written = await output.WriteAsync(buffer, cancellationToken);
        if (broken || written.IsCompleted)
        {
            throw new IOException("the connection was reset");
        }
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref disposed, 1) == 0)
        {
            output.Complete();
            input.Complete();
            closed();
        }

        base.Dispose(disposing);
    }
}
