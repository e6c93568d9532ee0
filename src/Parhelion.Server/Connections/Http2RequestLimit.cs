using Parhelion.Protocol;

namespace Parhelion.Server.Connections;

/// <summary>Limits the HTTP/2 requests that are processed at once, over all connections, and refuses further ones with 503. Each may have a file open, and
/// one connection carries many.</summary>
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
