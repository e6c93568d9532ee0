using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Net.Http.Headers;

namespace Parhelion.Server.Wire;

/// <summary>Sends interim responses with the status 104 (Upload Resumption Supported). Kestrel has no call for them, so they are written to the output of the
/// HTTP/1.1 connection, above TLS. Only the code that handles the request may send them, between reads of its body and before its response: Kestrel writes at no
/// other time then. Over HTTP/2 they would have to be frames, which only Kestrel can write.</summary>
internal sealed class InterimResponses
{
    private readonly HttpContext http;
    private readonly System.IO.Pipelines.PipeWriter output;

    private InterimResponses(HttpContext http, System.IO.Pipelines.PipeWriter output) => (this.http, this.output) = (http, output);

    /// <summary>Returns the interim responses of a request; <c>null</c> when its protocol does not allow any.</summary>
    public static InterimResponses? Of(HttpContext http) =>
        HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IConnectionTransportFeature>() is { } connection ? new(http, connection.Transport.Output) : null;

    /// <summary>Sends one interim response. Does nothing after the response has begun.</summary>
    /// <param name="fields">Its header fields, each with CRLF at its end.</param>
    public async ValueTask SendAsync(string fields)
    {
        if (http.Response.HasStarted) return;
        output.Write(Encoding.ASCII.GetBytes(TakeContinue() + "HTTP/1.1 104 Upload Resumption Supported\r\n" + fields + "\r\n"));
        // If the client has left, reading the body shows it.
        await output.FlushAsync(http.RequestAborted);
    }

    // A client that waits for 100 may not know 104, so 100 comes first. Without the header Kestrel does not send it again.
    private string TakeContinue()
    {
        if (!http.Request.Headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase)) return "";
        http.Request.Headers.Remove(HeaderNames.Expect);
        return "HTTP/1.1 100 Continue\r\n\r\n";
    }
}
