using Parhelion.Protocol;

namespace Parhelion.Server.Connections;

/// <summary>Bounds the requests over HTTP/2 that are answered at once, of all connections: each may have a file open, and a connection carries many.</summary>
internal sealed class Http2RequestLimit(RequestDelegate next, ConnectionSettings settings)
{
    private readonly int most = ConnectionBudget.Http2Requests(settings.Most);
    private int underWay;

    public Task InvokeAsync(HttpContext http)
    {
        var protocol = http.Request.Protocol;
        return HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol) ? next(http) : CountAsync(http);
    }

    private async Task CountAsync(HttpContext http)
    {
        try
        {
            if (Interlocked.Increment(ref underWay) > most) throw new ProblemException(Problems.Unavailable);
            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}
