using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Net.Http.Headers;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Sends interim responses with the status 104 (Upload Resumption Supported) over HTTP/1.1. The responses tell a client the URL of its upload, and later the
/// number of stored bytes. If the client expects 100 (Continue), the class sends 100 before the first 104.
/// </summary>
/// <remarks>Kestrel has no method for interim responses, so this class writes them to the output of the connection, above TLS. Kestrel must not write to the
/// connection at the same time. Therefore only the code that handles the request may send interim responses: between reads of the body, and before the final
/// response. Over HTTP/2 there are none, because an interim response would have to be a frame, and only Kestrel can write frames.</remarks>
internal sealed class InterimResponseWriter
{
    private readonly HttpContext http;
    private readonly PipeWriter output;

    private InterimResponseWriter(HttpContext http, PipeWriter output) => (this.http, this.output) = (http, output);

    /// <summary>Returns the interim responses of a request; <c>null</c> when its protocol, its proxies or the settings do not allow any.</summary>
    public static InterimResponseWriter? Of(HttpContext http, InterimResponseMode mode)
    {
        if (mode == InterimResponseMode.Never || !HttpProtocol.IsHttp11(http.Request.Protocol)) return null;
        if (mode == InterimResponseMode.Direct && IsForwarded(http.Request.Headers)) return null;
        return http.Features.Get<IConnectionTransportFeature>() is { } connection ? new(http, connection.Transport.Output) : null;
    }

    /// <summary>Sends the interim response that announces an upload. Call this before the body is read.</summary>
    /// <param name="fields">The header fields of the interim response, each with CRLF at its end.</param>
    /// <returns>False if the client cannot have received it.</returns>
    public ValueTask<bool> AnnounceAsync(string fields) => WriteAsync(TakeContinue(), fields);

    /// <summary>Sends an interim response while the body is read. Does nothing if the client has left, or after the response has begun.</summary>
    /// <param name="fields">The header fields of the interim response, each with CRLF at its end.</param>
    public async ValueTask SendAsync(string fields) => await WriteAsync("", fields);

    private async ValueTask<bool> WriteAsync(string before, string fields)
    {
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested) return false;
        try
        {
            output.Write(Encoding.ASCII.GetBytes(before + "HTTP/1.1 104 Upload Resumption Supported\r\n" + fields + "\r\n"));
            // Not cancelled: a client that leaves now may have read the response. It is too small to wait for the client.
            await output.FlushAsync(CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The client has left. Kestrel has ended the output, and the body shows what still came.
            return false;
        }
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
