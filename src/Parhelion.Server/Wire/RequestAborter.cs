using Microsoft.AspNetCore.Connections.Features;

namespace Parhelion.Server.Wire;

/// <summary>Aborts a request that cannot be completed. For example, the client has left, or the file was deleted while the response was sent.</summary>
internal static class RequestAborter
{
    /// <summary>Aborts the request. Over HTTP/1.1 this also asks Kestrel to close the connection. Kestrel would otherwise read the next request while the
    /// broken read is still pending. Over HTTP/2 only the stream ends.</summary>
    public static void End(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol)) http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        http.Abort();
    }
}
