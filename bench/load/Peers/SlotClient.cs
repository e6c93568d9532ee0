using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Load.Peers;

/// <summary>As much of XMPP as it takes to get slots (XEP-0363) from a server on this machine: an anonymous session (XEP-0175) without TLS.</summary>
internal sealed partial class SlotClient : IDisposable
{
    /// <summary>The type that slots are asked for with.</summary>
    public const string ContentType = "image/png";

    // Requests under way at a time.
    private const int Window = 100;

    private readonly TcpClient connection;
    private readonly NetworkStream stream;
    private readonly string domain;
    private readonly string component;
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly StringBuilder text = new();

    private SlotClient(TcpClient connection, string domain, string component)
    {
        this.connection = connection;
        this.domain = domain;
        this.component = component;
        stream = connection.GetStream();
    }

    /// <summary>Opens a session.</summary>
    public static async Task<SlotClient> ConnectAsync(int port, string domain, string component)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var client = new SlotClient(tcp, domain, component);
        await client.OpenAsync();
        await client.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
        await client.ReceiveAsync(Success());
        await client.OpenAsync();
        await client.SendAsync("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        await client.ReceiveAsync(Answer());
        return client;
    }

    /// <summary>Gets slots for files of one size.</summary>
    public async Task<IReadOnlyList<Slot>> TakeAsync(int size, int count)
    {
        var slots = new List<Slot>(count);
        while (slots.Count < count)
        {
            var more = Math.Min(Window, count - slots.Count);
            await SendAsync(string.Concat(Enumerable.Range(slots.Count, more).Select(number =>
                $"<iq type='get' to='{component}' id='slot{number}'><request xmlns='urn:xmpp:http:upload:0' filename='photo{number}.png' size='{size}' content-type='{ContentType}'/></iq>")));
            // All answers first: what is left of those to a refused file would be taken for those to the next.
            var answers = new List<string>(more);
            while (answers.Count < more) answers.Add(await ReceiveAsync(Answer()));
            slots.AddRange(answers.Select(Read));
        }

        return slots;
    }

    public void Dispose() => connection.Dispose();

    private async Task OpenAsync()
    {
        await SendAsync($"<?xml version='1.0'?><stream:stream to='{domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
        await ReceiveAsync(Features());
    }

    private async Task SendAsync(string xml) => await stream.WriteAsync(Encoding.UTF8.GetBytes(xml));

    // What stands before the match was for somebody else: presence, pings, offers.
    private async Task<string> ReceiveAsync(Regex wanted)
    {
        while (true)
        {
            var match = wanted.Match(text.ToString());
            if (match.Success)
            {
                text.Remove(0, match.Index + match.Length);
                return match.Value;
            }

            var count = await stream.ReadAsync(buffer);
            if (count == 0) throw new IOException($"The chat server has closed the session: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    private static Slot Read(string iq)
    {
        if (PutUrl().Match(iq) is not { Success: true } put || GetUrl().Match(iq) is not { Success: true } get)
        {
            throw new IOException($"no slot is granted: {(Reason().Match(iq) is { Success: true } reason ? reason.Groups["text"].Value : "for no reason")}");
        }

        var header = Header().Match(iq);
        return new Slot(PathOf(put), PathOf(get), header.Success ? header.Groups["value"].Value : null);
    }

    private static string PathOf(Match url) => new Uri(WebUtility.HtmlDecode(url.Groups["url"].Value)).PathAndQuery;

    [GeneratedRegex("<success[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Success();

    [GeneratedRegex("</stream:features>|<stream:features/>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Features();

    [GeneratedRegex("<iq [^>]*(type=.(result|error))[^>]*>.*?</iq>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answer();

    [GeneratedRegex("<put[^>]*url=['\"](?<url>[^'\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PutUrl();

    [GeneratedRegex("<get[^>]*url=['\"](?<url>[^'\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GetUrl();

    [GeneratedRegex("<text[^>]*>(?<text>[^<]+)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();

    [GeneratedRegex("<header[^>]*name=['\"]Authorization['\"][^>]*>(?<value>[^<]+)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();
}
