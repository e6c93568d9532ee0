using Parhelion.Protocol;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Connections;

/// <summary>Limits how many HTTP/2 requests are processed at once, over all connections, and answers 503 to further ones. The limit is needed because each
/// request may have a file open, and one connection carries many. Reads have a limit of their own, so that stalled readers do not block uploads. One client may
/// use a quarter of each limit.</summary>
internal sealed class ConcurrentHttp2RequestLimit(RequestDelegate next, ConnectionSettings settings, ClientPartitionResolver clients)
{
    private readonly ConcurrentRequestLimit reads = new(ConnectionBudget.Http2Reads(settings.Max, settings.IsRemoteStore));
    private readonly ConcurrentRequestLimit others = new(ConnectionBudget.Http2Others(settings.Max, settings.IsRemoteStore));

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
