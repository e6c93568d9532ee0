using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.S3.Tests;

/// <summary>Stands between client and store and tells one lie about one operation, or about everything from some request on. Every request has a connection of its
/// own.</summary>
internal sealed partial class LyingProxy(Uri store) : StoreProxy(store)
{
    private const string Page = "<html><body><h1>Welcome</h1><p>Please sign in.</p></body></html>";

    private readonly ConcurrentQueue<Message> late = new();
    private int lies;
    private int requests;

    /// <summary>What to lie about; <c>null</c>: nothing.</summary>
    public StoreOperation? About { get; set; }

    /// <summary>Lies about every request from this one on, the first of which is 0; <c>null</c>: about <see cref="About"/>.</summary>
    public int? Since { get; init; }

    /// <summary>Requests that have come.</summary>
    public int Requests => requests;

    /// <summary>The lie.</summary>
    public Lie Lie { get; set; }

    /// <summary>How often to tell it; <c>null</c>: without end.</summary>
    public int? Times { get; init; }

    /// <summary>How often it was told.</summary>
    public int Lies => lies;

    /// <summary>Sends to the store what was held back.</summary>
    public async Task SendLateAsync()
    {
        while (late.TryDequeue(out var request)) await AskAsync(request);
    }

    protected override async Task ServeAsync(NetworkStream client)
    {
        if (await Message.ReadRequestAsync(client, Stop) is not { } request) return;
        var number = Interlocked.Increment(ref requests) - 1;
        var isLie = Since is { } since ? number >= since : StoreOperations.Of(request.Head) == About;
        if (isLie && Interlocked.Increment(ref lies) > (Times ?? int.MaxValue))
        {
            Interlocked.Decrement(ref lies);
            isLie = false;
        }

        var answer = isLie ? await LieAsync(request) : await AskAsync(request);
        if (answer is not null) await client.WriteAsync(answer, Stop);
    }

    private async Task<byte[]> AskAsync(Message request) => (await Message.ExchangeAsync(Store, request, Stop)).ToBytes();

    private async Task<byte[]?> LieAsync(Message request)
    {
        var isHead = request.Head.StartsWith("HEAD ", StringComparison.Ordinal);
        switch (Lie)
        {
            case Lie.Page: return Foreign("200 OK", "text/html", Page, isHead);
            case Lie.NotFoundPage: return Foreign("404 Not Found", "text/html", Page, isHead);
            case Lie.BareNotFound: return Foreign("404 Not Found", "text/plain", "", isHead);
            case Lie.BareOk: return Foreign("200 OK", "text/plain", "", isHead);
            case Lie.NoContent: return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray();
            case Lie.PartialPage: return Foreign("206 Partial Content", "text/html", Page, isHead);
            case Lie.OddXml: return Foreign("200 OK", "application/xml", "<?xml version=\"1.0\"?><Odd><Thing>1</Thing></Odd>", isHead);
            case Lie.Forbidden: return Foreign("403 Forbidden", "application/xml", Refusal("InvalidAccessKeyId"), isHead);
            case Lie.NoBucket: return Foreign("404 Not Found", "application/xml", Refusal("NoSuchBucket"), isHead);
            case Lie.NoKey: return Foreign("404 Not Found", "application/xml", Refusal("NoSuchKey"), isHead);
            case Lie.MadeUpTag: return Foreign("200 OK", "text/plain\r\nETag: \"00000000000000000000000000000000\"", "", isHead);
            case Lie.Late:
                late.Enqueue(request);
                About = null;
                return null;
            case Lie.WholeForRange: return await AskAsync(request with { Head = RangeLine().Replace(request.Head, "") });
            case Lie.NextRange: return await AskAsync(request with { Head = RangeLine().Replace(request.Head, Shift) });
        }

        if (Lie == Lie.Twice) await AskAsync(request);
        var answer = await Message.ExchangeAsync(Store, request, Stop);
        return Lie switch
        {
            Lie.LostAnswer => null,
            Lie.FaultAfterwards => Foreign("500 Internal Server Error", "text/html", Page, isHead),
            Lie.NoTag => (answer with { Head = TagLine().Replace(answer.Head, "") }).ToBytes(),
            Lie.OtherTag => (answer with { Head = TagLine().Replace(answer.Head, "ETag: \"0123456789abcdef0123456789abcdef\"\r\n") }).ToBytes(),
            Lie.ShortBody when answer.Body.Length > 0 => (answer with { Body = answer.Body[..^1] }).ToBytes(),
            Lie.CutBody when answer.Body.Length > 0 => answer.ToBytes()[..^((answer.Body.Length + 1) / 2)],
            Lie.EncodedNames => answer.WithXml(xml => Names().Replace(xml, match => match.Value.Replace("/", "%2F", StringComparison.Ordinal))).ToBytes(),
            Lie.AlwaysMore => answer.WithXml(xml => xml.Replace("<IsTruncated>false", "<IsTruncated>true", StringComparison.Ordinal)).ToBytes(),
            Lie.NoNames => answer.WithXml(xml => NameElements().Replace(xml, "")).ToBytes(),
            _ => answer.ToBytes(),
        };
    }

    private static string Shift(Match range) => $"Range: bytes={long.Parse(range.Groups["from"].Value, System.Globalization.CultureInfo.InvariantCulture) + 1}-{range.Groups["to"].Value}\r\n";

    private static string Refusal(string code) => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>";

    private static byte[] Foreign(string status, string type, string body, bool isHead) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{(isHead ? "" : body)}");

    [GeneratedRegex(@"^Range: bytes=(?<from>\d+)-(?<to>\d+)\r\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangeLine();

    [GeneratedRegex(@"^ETag: [^\r]*\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagLine();

    [GeneratedRegex("<Key>[^<]*</Key>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex("<(?<name>Key|Name|Bucket|UploadId)>[^<]*</(Key|Name|Bucket|UploadId)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameElements();
}

/// <summary>A request or an answer: its head with the line breaks behind it, and its body.</summary>
internal sealed partial record Message(string Head, byte[] Body)
{
    /// <summary>Whether it answers HEAD.</summary>
    public bool IsHeadOnly { get; init; }

    public byte[] ToBytes() => IsHeadOnly ? Encoding.Latin1.GetBytes(Head) : [.. Encoding.Latin1.GetBytes(LengthLine().Replace(Head, $"Content-Length: {Body.Length}\r\n")), .. Body];

    /// <summary>The same with another body when that is XML.</summary>
    public Message WithXml(Func<string, string> change) =>
        Body.AsSpan().StartsWith("<?xml"u8) ? this with { Body = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(Body))) } : this;

    /// <summary>Reads a request; <c>null</c> when the connection ends before.</summary>
    public static async Task<Message?> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) return null;
            bytes.Write(buffer, 0, read);
            var received = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            var end = received.IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var head = Encoding.Latin1.GetString(received[..(end + 4)]);
            var length = LengthLine().Match(head) is { Success: true } match ? int.Parse(match.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
            if (ExpectLine().IsMatch(head)) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
            var body = new byte[length];
            var there = Math.Min((int)bytes.Length - end - 4, length);
            bytes.GetBuffer().AsSpan(end + 4, there).CopyTo(body);
            await stream.ReadExactlyAsync(body.AsMemory(there), cancellationToken);
            return new Message(ExpectLine().Replace(head, ""), body);
        }
    }

    /// <summary>Asks the store; its answer, with a length in place of chunks.</summary>
    public static async Task<Message> ExchangeAsync(Uri store, Message request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, store.Port, cancellationToken);
        var stream = client.GetStream();
        var head = ConnectionLine().Replace(request.Head, "").Insert(request.Head.IndexOf("\r\n", StringComparison.Ordinal) + 2, "Connection: close\r\n");
        await stream.WriteAsync((request with { Head = head }).ToBytes(), cancellationToken);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        var all = bytes.ToArray();
        while (all.AsSpan().StartsWith("HTTP/1.1 100"u8)) all = all[(all.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
        var end = all.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var answer = new Message(Encoding.Latin1.GetString(all.AsSpan(0, end)), all[end..]);
        // Its length is that of a body which does not come.
        if (request.Head.StartsWith("HEAD ", StringComparison.Ordinal)) return answer with { IsHeadOnly = true };
        if (!ChunkedLine().IsMatch(answer.Head)) return answer;
        return new Message(ChunkedLine().Replace(answer.Head, "Content-Length: 0\r\n"), Unchunk(answer.Body));
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> body)
    {
        var whole = new MemoryStream();
        while (true)
        {
            var line = body.IndexOf("\r\n"u8);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(body[..line]).Split(';')[0], 16);
            if (length == 0) return whole.ToArray();
            whole.Write(body.Slice(line + 2, length));
            body = body[(line + 2 + length + 2)..];
        }
    }

    [GeneratedRegex(@"^Content-Length: (?<length>\d+)\r\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LengthLine();

    [GeneratedRegex(@"^Expect: [^\r]*\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExpectLine();

    [GeneratedRegex(@"^Connection: [^\r]*\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectionLine();

    [GeneratedRegex(@"^Transfer-Encoding: chunked\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChunkedLine();
}
