using Microsoft.AspNetCore.Connections.Features;

namespace Parhelion.Server.Wire;

/// <summary>Ends a connection on which nothing more can be read, because its client has left or was told to go.</summary>
internal static class BrokenConnection
{
    /// <summary>Ends it. Over HTTP/1.1 the web server is told as well that no request follows: it would look for one, and find that the read which broke is
    /// still under way. A stream of HTTP/2 ends alone.</summary>
    public static void End(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol)) http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        http.Abort();
    }
}
