using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.Server.Tests.Spellings;

/// <summary>Sends request lines as they are, which no client library does, over connections that are kept for as long as the other side keeps them.</summary>
internal sealed class RawConnection(Uri host) : IAsyncDisposable
{
    private const int MostBytes = 64 * 1024;

    private Socket? socket;

    /// <summary>GET; the answer. 0: the connection was closed without one.</summary>
    public async Task<RawAnswer> GetAsync(string target, string? hostHeader = null)
    {
        var request = Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: {hostHeader ?? host.Authority}\r\n\r\n");
        // A connection that was kept may have been closed meanwhile: once more on a new one.
        for (var isKept = socket is not null; ; isKept = false)
        {
            var answer = await TryAsync(request);
            if (answer.Status != 0 || !isKept) return answer;
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    private async Task<RawAnswer> TryAsync(byte[] request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            if (socket is null)
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, host.Port, limit.Token);
            }

            await socket.SendAsync(request, limit.Token);
            return await ReadAsync(socket, limit.Token);
        }
        catch (SocketException)
        {
            Close();
            return default;
        }
    }

    private async Task<RawAnswer> ReadAsync(Socket from, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostBytes);
        try
        {
            for (var length = 0; length < MostBytes;)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(length, MostBytes - length), cancellationToken);
                if (read == 0)
                {
                    Close();
                    return RawAnswer.Parse(buffer.AsSpan(0, length), isWhole: true) ?? default;
                }

                length += read;
                if (RawAnswer.Parse(buffer.AsSpan(0, length), isWhole: false) is not { } answer) continue;
                if (answer.Field("Connection") == "close") Close();
                return answer;
            }

            throw new InvalidOperationException("The answer is too long.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Close()
    {
        socket?.Dispose();
        socket = null;
    }
}

/// <summary>An answer as it came.</summary>
/// <param name="Status">The status; 0: there was none.</param>
/// <param name="Head">The header.</param>
/// <param name="Body">The body.</param>
internal readonly record struct RawAnswer(int Status, string Head, string Body)
{
    /// <summary>A field of the header, or <c>null</c>.</summary>
    public string? Field(string name)
    {
        foreach (var line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim();
        }

        return null;
    }

    /// <summary>Reads one that has come so far; <c>null</c> when more is to come.</summary>
    public static RawAnswer? Parse(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var (head, body) = (Encoding.Latin1.GetString(bytes[..end]), Encoding.Latin1.GetString(bytes[(end + 4)..]));
        var answer = new RawAnswer(int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), head, body);
        if (isWhole) return answer;
        if (answer.Field("Content-Length") is { } length) return body.Length >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) ? answer : null;
        if (answer.Field("Transfer-Encoding") is not null) return body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) ? answer : null;
        return answer.Status is 304 or 204 ? answer : null;
    }
}
