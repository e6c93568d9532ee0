using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Connections;

/// <summary>Accepts a connection only while <see cref="ConnectionLimiter"/> allows one more. Until then, new connections wait in the queue of the operating
/// system. A connection in this queue uses no file descriptor and no CPU time.</summary>
internal sealed class LimitedListener(IConnectionListener inner, ConnectionLimiter connections) : IConnectionListener
{
    private readonly CancellationTokenSource unbound = new();

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await connections.ReserveAsync(unbound.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        ConnectionContext? accepted = null;
        try
        {
            accepted = await inner.AcceptAsync(cancellationToken);
        }
        finally
        {
            if (accepted is null) connections.Release();
        }

        return accepted is null ? null : new CountedConnection(accepted, connections);
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await unbound.CancelAsync();
        await inner.UnbindAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await unbound.CancelAsync();
        await inner.DisposeAsync();
    }
}
