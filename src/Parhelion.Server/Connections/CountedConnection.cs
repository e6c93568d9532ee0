using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Connections;

/// <summary>A client connection that <see cref="ConnectionLimiter"/> counts until its socket is closed.</summary>
internal sealed class CountedConnection : ConnectionContext
{
    private readonly ConnectionContext inner;
    private readonly ConnectionLimiter connections;
    private readonly long accepted = TimeProvider.System.GetTimestamp();

    public CountedConnection(ConnectionContext inner, ConnectionLimiter connections)
    {
        (this.inner, this.connections) = (inner, connections);
        Place = new LinkedListNode<CountedConnection>(this);
        Progress = new ClientTcpProgress(inner.Features.Get<IConnectionSocketFeature>()?.Socket);
        connections.Add(this);
    }

    /// <summary>The node of this connection in the list of connections that may be asked to close.</summary>
    public LinkedListNode<CountedConnection> Place { get; }

    /// <summary>Measures whether the client reads what is sent to it.</summary>
    public ClientTcpProgress Progress { get; }

    public override string ConnectionId
    {
        get => inner.ConnectionId;
        set => inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => inner.Transport;
        set => inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => inner.ConnectionClosed;
        set => inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => inner.LocalEndPoint;
        set => inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => inner.RemoteEndPoint;
        set => inner.RemoteEndPoint = value;
    }

    /// <summary>Whether the client has sent nothing for at least this time. It may still be reading a response.</summary>
    public bool IsSilent(TimeSpan time) => TimeProvider.System.GetElapsedTime(accepted) >= time && !(Progress.Silent() < time);

    /// <summary>Asks the connection to close: at once when it is idle, else after the current response.</summary>
    public void EndSoon()
    {
        if (inner.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime) lifetime.RequestClose();
        else inner.Abort();
    }

    public override void Abort() => inner.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
        finally
        {
            connections.Remove(this);
        }
    }
}
