using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>The server's end of a connection in memory.</summary>
internal sealed class MemoryConnection : DefaultConnectionContext
{
    private readonly Pipe up = new();
    private readonly Pipe down = new();
    private readonly CancellationTokenSource over = new();

    public MemoryConnection()
        : base(Guid.NewGuid().ToString("N"))
    {
        Transport = new Duplex(up.Reader, down.Writer);
        Application = new Duplex(down.Reader, up.Writer);
        Client = new DuplexStream(down.Reader, up.Writer, End);
        ConnectionClosed = over.Token;
    }

    /// <summary>The client's end.</summary>
    public DuplexStream Client { get; }

    /// <inheritdoc />
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Client.Break();
        End();
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await down.Writer.CompleteAsync();
        await up.Reader.CompleteAsync();
        await base.DisposeAsync();
    }

    private void End() => ThreadPool.UnsafeQueueUserWorkItem(static over => over.Cancel(), over, preferLocal: false);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
