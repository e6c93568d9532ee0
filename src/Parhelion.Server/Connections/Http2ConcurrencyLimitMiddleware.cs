using Parhelion.Protocol;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Connections;

/// <summary>Limits how many HTTP/2 requests are processed at once, over all connections. GET and HEAD have one limit, and all other methods have another. One
/// client may use a quarter of each limit, or 16 requests if that is more. Further requests get status 503.</summary>
/// <remarks>The limits are needed because one connection carries many requests, and each request may have a file open. Two limits are needed so that clients
/// that stop reading a response do not block uploads.</remarks>
internal sealed class Http2ConcurrencyLimitMiddleware(RequestDelegate next, ClientConnectionSettings settings, ClientAddressResolver clients)
{
    private readonly ConcurrentRequestLimiter reads = new(ConnectionLimitCalculator.Http2Reads(settings.Max, settings.IsRemoteStore));
    private readonly ConcurrentRequestLimiter others = new(ConnectionLimitCalculator.Http2Others(settings.Max, settings.IsRemoteStore));

    public Task InvokeAsync(HttpContext http)
    {
        var protocol = http.Request.Protocol;
        return HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol) ? next(http) : CountAsync(http);
    }

    private async Task CountAsync(HttpContext http)
    {
        var share = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? reads : others;
        var client = clients.NameOf(http);
        if (!share.TryEnter(client)) throw new ProblemException(Problems.Unavailable);
        try
        {
            await next(http);
        }
        finally
        {
            share.Leave(client);
        }
    }
}
