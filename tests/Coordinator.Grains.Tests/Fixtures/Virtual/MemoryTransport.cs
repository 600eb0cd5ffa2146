using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>Connections that never leave the process: what is on its way is a work item of the thread pool and so can be seen.</summary>
internal sealed class MemoryTransport : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> opened = Channel.CreateUnbounded<ConnectionContext>();

    /// <inheritdoc />
    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 1);

    /// <summary>A handler whose calls go over this transport, whatever their address.</summary>
    public SocketsHttpHandler Handler() => Redirect(new SocketsHttpHandler());

    /// <summary>A handler that leads the one behind it over this transport.</summary>
    public DelegatingHandler Before() => new Redirection(this);

    /// <inheritdoc />
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 1);
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    /// <inheritdoc />
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await opened.Reader.WaitToReadAsync(cancellationToken) && opened.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc />
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        opened.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => UnbindAsync();

    private Stream Connect()
    {
        var connection = new MemoryConnection();
        return opened.Writer.TryWrite(connection) ? connection.Client : throw new IOException("the server has ended");
    }

    private SocketsHttpHandler Redirect(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = (_, _) => ValueTask.FromResult(Connect());
        return handler;
    }

    private sealed class Redirection(MemoryTransport transport) : DelegatingHandler
    {
        private readonly Lock gate = new();
        private bool redirected;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                if (!redirected)
                {
                    transport.Redirect((SocketsHttpHandler)InnerHandler!);
                    redirected = true;
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
