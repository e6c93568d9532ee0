using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>
/// Ends a refused request whose body the server has not read. The class completes the response, and then reads and drops the rest of the body. If the body
/// exceeds the largest upload by 2 MiB, the class aborts the connection.
/// </summary>
/// <remarks>The body must be read because many clients read the response only after they have sent everything. The body is read after the response, because
/// reading it earlier would make the server send <c>100 Continue</c>. A client that waits for <c>100 Continue</c> therefore gets the response instead, and
/// closes the connection without sending the body. Over HTTP/1.1, a call of <see cref="Announce"/> before the response makes the connection close in any
/// case.</remarks>
internal sealed class UnreadBodyDrain(UploadOptions uploads)
{
    // Time that a client has to read the response before the connection is aborted.
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(1);

    // Bytes read beyond the largest upload: for its framing, and for a file that is only a little too large.
    private const int Margin = 2 << 20;

    // A body of this length is in the buffers of the connection already, or will be soon.
    private const int ShortBody = 64 * 1024;

    public static bool MayHaveBody(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0) ||
        (request.ContentLength is null && HttpProtocol.IsHttp2(request.Protocol) && (HttpMethods.IsPost(request.Method) || HttpMethods.IsPatch(request.Method)));

    /// <summary>Whether the body is dropped so quickly that the connection can be kept. A client that waits for <c>100 Continue</c> may send the body or not, so
    /// its connection cannot.</summary>
    public static bool IsShort(HttpRequest request) => request.ContentLength <= ShortBody && request.Headers.Expect.Count == 0;

    /// <summary>Announces in the response that the connection will be closed. Call this before the response is sent.</summary>
    public static void Announce(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol)) http.Response.Headers.Connection = "close";
    }

    /// <summary>Completes the response to a client that sends nothing any more, and closes the connection without reading the rest of the body.</summary>
    public static async Task AbortAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();
        // Over HTTP/2 the stream ends by itself.
        if (HttpProtocol.IsHttp2(http.Request.Protocol)) return;
        await Task.Delay(ReadingTime, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    /// <summary>Completes the response, then reads and drops the rest of the body.</summary>
    public async Task DiscardAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();
        var body = http.Request.BodyReader;
        try
        {
            for (long dropped = 0; dropped < uploads.MaxBytes + Margin;)
            {
                var read = await body.ReadAsync(http.RequestAborted);
                dropped += read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled) return;
            }

            http.Abort();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ClientBodyException or InvalidOperationException or ProblemException)
        {
            // The client has left, sends too slowly, or has framed the body wrongly. It has its response, and nothing more can be read.
            if (!HttpProtocol.IsHttp2(http.Request.Protocol)) RequestAborter.End(http);
        }
    }
}
