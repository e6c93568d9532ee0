using Parhelion.Protocol;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Connections;

/// <summary>Limits how many HTTP/2 requests are processed at once, over all connections. Further requests get status 503. One client may use a quarter of the
/// limit, or 16 requests if that is more.</summary>
/// <remarks>The limit is needed because one connection carries many requests, and each request may have a file open. Reads (GET and HEAD) have a limit of their
/// own, so that clients that stop reading a response do not block uploads.</remarks>
internal sealed class Http2RequestLimitMiddleware(RequestDelegate next, ClientConnectionSettings settings, ClientAddressResolver clients)
{
    private readonly ConcurrentRequestLimit reads = new(ConnectionLimitCalculator.Http2Reads(settings.Max, settings.IsRemoteStore));
    private readonly ConcurrentRequestLimit others = new(ConnectionLimitCalculator.Http2Others(settings.Max, settings.IsRemoteStore));

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
