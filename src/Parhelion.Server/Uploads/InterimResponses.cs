using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Net.Http.Headers;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Uploads;

/// <summary>Sends interim responses with the status 104 (Upload Resumption Supported). Kestrel has no call for them, so they are written to the output of the
/// HTTP/1.1 connection, above TLS. Only the code that handles the request may send them, between reads of its body and before its response: Kestrel writes at no
/// other time then. Over HTTP/2 they would have to be frames, which only Kestrel can write.</summary>
internal sealed class InterimResponses
{
    private readonly HttpContext http;
    private readonly PipeWriter output;

    private InterimResponses(HttpContext http, PipeWriter output) => (this.http, this.output) = (http, output);

    /// <summary>Returns the interim responses of a request; <c>null</c> when its protocol, its proxies or the settings do not allow any.</summary>
    public static InterimResponses? Of(HttpContext http, InterimResponseMode mode)
    {
        if (mode == InterimResponseMode.Never || !HttpProtocol.IsHttp11(http.Request.Protocol)) return null;
        if (mode == InterimResponseMode.Direct && IsForwarded(http.Request.Headers)) return null;
        return http.Features.Get<IConnectionTransportFeature>() is { } connection ? new(http, connection.Transport.Output) : null;
    }

    /// <summary>Sends one interim response. Does nothing after the response has begun.</summary>
    /// <param name="fields">Its header fields, each with CRLF at its end.</param>
    public async ValueTask SendAsync(string fields)
    {
        if (http.Response.HasStarted) return;
        output.Write(Encoding.ASCII.GetBytes(TakeContinue() + "HTTP/1.1 104 Upload Resumption Supported\r\n" + fields + "\r\n"));
        // If the client has left, reading the body shows it, after what had arrived was stored.
        await output.FlushAsync(CancellationToken.None);
    }

    private static bool IsForwarded(IHeaderDictionary headers) => headers.Via.Count > 0 || headers.ContainsKey("X-Real-IP") || ForwardedHop.NameIn(headers) is not null;

    // A client that waits for 100 may not know 104, so 100 comes first. Without the header Kestrel does not send it again.
    private string TakeContinue()
    {
        if (!http.Request.Headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase)) return "";
        http.Request.Headers.Remove(HeaderNames.Expect);
        return "HTTP/1.1 100 Continue\r\n\r\n";
    }
}
