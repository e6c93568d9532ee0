using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Refusing a request whose body is still coming. The answer goes out at once; a client that waits for <c>100 Continue</c> never
/// gets it, never sends the body and closes; from any other the body is read and dropped up to a bound, because many clients read the
/// answer only after they have sent everything. Then the connection is closed. Reading after the answer asks for no <c>100 Continue</c>.</summary>
internal sealed class UnreadBodyHandling(UploadOptions uploads)
{
    // A client reads its answer in this time, if it ever will.
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(1);

    // Beyond the largest upload: its framing, and a margin for a file that is a little too large.
    private const int Margin = 2 << 20;

    public static bool MayCome(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0) ||
        (request.ContentLength is null && HttpProtocol.IsHttp2(request.Protocol) && HttpMethods.IsPost(request.Method));

    /// <summary>Before the answer: says that the connection ends with it.</summary>
    public static void Announce(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol)) http.Response.Headers.Connection = "close";
    }

    /// <summary>After the answer to a client that has gone silent: sends it off, and ends the connection without waiting for the rest.</summary>
    public static async Task CutAsync(HttpContext http)
    {
        await http.Response.CompleteAsync();
        // A stream of HTTP/2 ends by itself.
        if (HttpProtocol.IsHttp2(http.Request.Protocol)) return;
        await Task.Delay(ReadingTime, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    /// <summary>After the answer: sends it off, then reads and drops.</summary>
    public async Task DropAsync(HttpContext http)
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
            // The client has left, or sends too slowly, or its framing is broken: it has its answer, and nothing more can be read of it.
            if (!HttpProtocol.IsHttp2(http.Request.Protocol)) BrokenConnection.End(http);
        }
    }
}
