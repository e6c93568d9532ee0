using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parhelion.S3.Tests;

/// <summary>What <see cref="FaultyProxy"/> does to a request.</summary>
public enum Fault
{
    /// <summary>Passes it on, and the answer back.</summary>
    None,

    /// <summary>Answers 503 SlowDown.</summary>
    SlowDown,

    /// <summary>Answers 501 NotImplemented.</summary>
    NotImplemented,

    /// <summary>Cuts the connection in the middle of the body.</summary>
    CutRequest,

    /// <summary>Takes everything and never answers.</summary>
    Silence,

    /// <summary>Lets the store do it, and cuts the connection instead of answering.</summary>
    LoseAnswer,

    /// <summary>Cuts the connection in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>Stops in the middle of the answer.</summary>
    PauseAnswer,
}

/// <summary>Stands between client and store, and misbehaves by a rule over the first line of each request.</summary>
internal sealed class FaultyProxy(Uri store) : StoreProxy(store)
{
    private const int Middle = 40_000;

    private int faults;

    /// <summary>What to do to a request, by its first line.</summary>
    public Func<string, Fault> Rule { get; set; } = _ => Fault.None;

    /// <summary>Requests that something was done to.</summary>
    public int Faults => faults;

    protected override async Task ServeAsync(NetworkStream client)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Store.Port, Stop);
        var exchange = new Exchange(client, connection.GetStream());
        await Task.WhenAny(UpAsync(exchange), DownAsync(exchange));
    }

    private async Task UpAsync(Exchange exchange)
    {
        var buffer = new byte[16 * 1024];
        while (await exchange.Client.ReadAsync(buffer, Stop) is > 0 and var read)
        {
            if (FirstLine(buffer.AsSpan(0, read)) is { } line) Judge(exchange, line);
            exchange.Sent += read;
            switch (exchange.Fault)
            {
                case Fault.SlowDown or Fault.NotImplemented when exchange.Sent == read:
                    await exchange.Client.WriteAsync(Refusal(exchange.Fault), Stop);
                    break;
                case Fault.CutRequest when exchange.Sent > Middle:
                    return;
                case not (Fault.SlowDown or Fault.NotImplemented or Fault.Silence):
                    await exchange.Store.WriteAsync(buffer.AsMemory(0, read), Stop);
                    break;
            }
        }
    }

    private async Task DownAsync(Exchange exchange)
    {
        var buffer = new byte[16 * 1024];
        while (await exchange.Store.ReadAsync(buffer, Stop) is > 0 and var read)
        {
            var isHint = buffer.AsSpan(0, read).StartsWith("HTTP/1.1 100"u8);
            exchange.Answered += isHint ? 0 : read;
            if (exchange.Fault == Fault.LoseAnswer && !isHint) return;
            if (exchange.Fault == Fault.CutAnswer && exchange.Answered > Middle) return;
            if (exchange.Fault == Fault.PauseAnswer && exchange.Answered > Middle) await Task.Delay(Timeout.Infinite, Stop);
            await exchange.Client.WriteAsync(buffer.AsMemory(0, read), Stop);
        }
    }

    private void Judge(Exchange exchange, string line)
    {
        (exchange.Sent, exchange.Answered, exchange.Fault) = (0, 0, Rule(line));
        if (exchange.Fault != Fault.None) Interlocked.Increment(ref faults);
    }

    private static string? FirstLine(ReadOnlySpan<byte> bytes)
    {
        var isHead = bytes.StartsWith("PUT "u8) || bytes.StartsWith("GET "u8) || bytes.StartsWith("POST "u8) || bytes.StartsWith("HEAD "u8) || bytes.StartsWith("DELETE "u8);
        return isHead && bytes.IndexOf("\r\n"u8) is > 0 and var end ? Encoding.ASCII.GetString(bytes[..end]) : null;
    }

    private static byte[] Refusal(Fault fault)
    {
        var (status, code) = fault == Fault.SlowDown ? ("503 Slow Down", "SlowDown") : ("501 Not Implemented", "NotImplemented");
        var body = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    /// <summary>A connection, and how far its present request has come.</summary>
    private sealed class Exchange(NetworkStream client, NetworkStream store)
    {
        public NetworkStream Client { get; } = client;

        public NetworkStream Store { get; } = store;

        public Fault Fault { get; set; }

        public long Sent { get; set; }

        public long Answered { get; set; }
    }
}
