using System.Net;
using System.Net.Sockets;

namespace Parhelion.Testing.Hosting;

/// <summary>Keeps a loopback port for a server that may stop and start again. On Linux a bound socket that does not listen holds the port: no connection and
/// no other server gets it meanwhile, connections to it are refused, and the server can still listen on it. Other systems do not allow that, so there the
/// port is free while the server is stopped.</summary>
internal sealed class PortReservation : IDisposable
{
    private readonly Socket holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Reserves a free port.</summary>
    public PortReservation()
    {
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("PARHELION_PORTABLE") == "1") holder.Dispose();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <inheritdoc />
    public void Dispose() => holder.Dispose();
}
