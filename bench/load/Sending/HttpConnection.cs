using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Load.Sending;

/// <summary>HTTP/1.1 on one connection that is kept: as little work as can be, so that it is the server that is measured.</summary>
internal sealed class HttpConnection(int port, CancellationToken patience) : IDisposable
{
    // Requests below this leave in one piece.
    private const int SmallBytes = 32 * 1024;

    private readonly byte[] received = new byte[64 * 1024];
    private readonly byte[] small = new byte[SmallBytes];
    private Socket? socket;
    private int filled;

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="keep">Whether header and content are wanted as text.</param>
    public async ValueTask<Reply> ExchangeAsync(Request request, bool keep)
    {
        socket ??= await ConnectAsync();
        await SendAsync(request);
        var headLength = await ReceiveHeadAsync();
        var head = new ReplyHead(received.AsSpan(0, headLength));
        var text = keep ? Encoding.ASCII.GetString(received, 0, headLength) : "";
        Consume(headLength);
        var body = keep ? new StringBuilder() : null;
        var length = head.IsChunked ? await ReadChunksAsync(body) : await ReadAsync(head.Length, body);
        if (head.Closes) Drop();
        return new Reply(head.Status, length, text, body?.ToString() ?? "");
    }

    public void Dispose() => Drop();

    private async Task<Socket> ConnectAsync()
    {
        var connected = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await connected.ConnectAsync(IPAddress.Loopback, port, patience);
        filled = 0;
        return connected;
    }

    private void Drop()
    {
        socket?.Dispose();
        socket = null;
    }

    private async ValueTask SendAsync(Request request)
    {
        var (head, body, tail) = (request.Head, request.Body, request.Tail);
        if (head.Length + body.Length + tail.Length <= SmallBytes)
        {
            head.CopyTo(small, 0);
            body.CopyTo(small, head.Length);
            tail.CopyTo(small, head.Length + body.Length);
            await socket!.SendAsync(small.AsMemory(0, head.Length + body.Length + tail.Length), patience);
            return;
        }

        await socket!.SendAsync(head.AsMemory(), patience);
        await socket.SendAsync(body.AsMemory(), patience);
        if (tail.Length > 0) await socket.SendAsync(tail.AsMemory(), patience);
    }

    private async ValueTask<int> ReceiveHeadAsync()
    {
        while (true)
        {
            var end = received.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return end + 4;
            await ReceiveAsync();
        }
    }

    private async ValueTask ReceiveAsync()
    {
        if (filled == received.Length) throw new IOException("The header of the answer is too long.");
        var count = await socket!.ReceiveAsync(received.AsMemory(filled), patience);
        filled += count > 0 ? count : throw new IOException("The server has closed the connection.");
    }

    private async ValueTask<long> ReadAsync(long length, StringBuilder? body)
    {
        var left = length;
        while (left > 0)
        {
            if (filled == 0) await ReceiveAsync();
            var count = (int)Math.Min(filled, left);
            body?.Append(Encoding.UTF8.GetString(received, 0, count));
            Consume(count);
            left -= count;
        }

        return length;
    }

    private async ValueTask<long> ReadChunksAsync(StringBuilder? body)
    {
        long length = 0;
        while (true)
        {
            int end;
            while ((end = received.AsSpan(0, filled).IndexOf("\r\n"u8)) < 0) await ReceiveAsync();
            if (!Utf8Parser.TryParse(received.AsSpan(0, end), out int size, out _, 'x')) throw new IOException("A chunk of the answer has no size.");
            Consume(end + 2);
            length += await ReadAsync(size, body);
            await ReadAsync(2, null);
            if (size == 0) return length;
        }
    }

    private void Consume(int count)
    {
        filled -= count;
        received.AsSpan(count, filled).CopyTo(received);
    }
}
