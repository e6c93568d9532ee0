using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Parhelion.Server.Connections;

/// <summary>Creates a <see cref="LimitedListener"/> on each socket that Kestrel listens on.</summary>
internal sealed class LimitedListenerFactory(SocketTransportFactory sockets, ConnectionLimiter connections) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new LimitedListener(await sockets.BindAsync(endpoint, cancellationToken), connections);
}
