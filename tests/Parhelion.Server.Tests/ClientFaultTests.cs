using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>What a client does wrong is the client's fault: never a 5xx, and never a warning or an error in the log.</summary>
public sealed class ClientFaultTests : IAsyncLifetime
{
    private const string Form = "multipart/form-data; boundary=B";
    private const string Part = "--B\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Complaints complaints = new();
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Durability"] = "Os";
            options.ConfigureServices = services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(complaints));
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        complaints.Dispose();
        Assert.Empty(complaints.Lines);
    }

    public static TheoryData<string> Tokens { get; } =
    [
        "e30.a.a.a.a", "a.a.a.a.a", "e30.e30.e30.e30.e30", "....", "e30..", "e30.e30.", ".e30.e30", "e30.e30.e30.", "e30", "e30.e30", "e30.a.a", "bnVsbA.bnVsbA.bnVsbA",
        Json("[]", "[]"), Json("null", "null"), Json("1", "1"), Json("\"a\"", "\"a\""), Json("{\"alg\":\"none\",\"kid\":\"x\"}", "{}"),
        Json("{\"alg\":5,\"kid\":{}}", "{\"scope\":{}}"), Json("{\"alg\":\"HS256\",\"kid\":[\"a\"]}", "{\"scope\":[\"app\"]}"),
        Json("{\"alg\":\"" + new string('A', 4000) + "\",\"kid\":\"x\"}", "{}"), Json("{\"alg\":\"HS256\",\"kid\":\"\\ud800\"}", "{\"scope\":\"\\udc00\"}"),
        Json("{\"alg\":\"HS256\",\"kid\":\"app_000000000000000000000000\",\"enc\":\"A128GCM\",\"zip\":\"DEF\",\"crit\":[\"x\"]}", "{\"exp\":1e400,\"nbf\":-1e400,\"iat\":\"x\",\"scope\":\"app\"}"),
        Json("{\"alg\":\"HS256\",\"kid\":\"app_000000000000000000000000\"}", "{\"exp\":99999999999999999999,\"scope\":\"app\"}"),
        Json("{\"alg\":\"HS256\",\"alg\":\"none\",\"kid\":\"a\",\"kid\":\"b\"}", "{\"exp\":null,\"scope\":null}"),
        Json("{\"a\":" + new string('[', 2000) + new string(']', 2000) + "}", "{}"), Json("{\"kid\":\"\\u0000\",\"alg\":\"HS256\"}", new string('{', 3000)),
        Json("\uFEFF{}", "\uFEFF{}"), Json("{\"cty\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"x\"}", Json("{}", "{}")),
    ];

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Garbage_in_place_of_a_token_is_refused_like_any_other(string token)
    {
        foreach (var path in (string[])[$"/v2/apps/{server.AppId}", $"/v2/apps/{server.AppId}/attachments/cookie"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, "Bearer " + token));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"/apps/{server.AppId}/0123456789abcdefABCDEFgh/a.png", "Bearer " + token));
    }

    [Fact]
    public async Task Tokens_that_are_nearly_right_are_refused()
    {
        var random = new Random(37);
        var pieces = (string[])["{", "}", "\"alg\":\"HS256\"", "\"kid\":\"app_0\"", ",", ":", "[", "1e9", "null", "\"\\ud800\"", "\"exp\":-0.5", " ", "\u0001", "\"scope\":\"app\""];
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var status = await StatusAsync($"/v2/apps/{server.AppId}", "Bearer " + Json("{\"alg\":\"HS256\",\"kid\":\"x\"," + text + "}", text));
            Assert.True(status == HttpStatusCode.Unauthorized, $"{(int)status}: {text}");
        }
    }

    [Theory]
    [InlineData("FFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("7FFFFFFFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("80000000\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-1\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("g\r\n")]
    [InlineData("\r\n")]
    [InlineData("5 ;\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\nhello\n0\n\n")]
    [InlineData("5\r\nhelloworld\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nBad Trailer\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n: x\r\n\r\n")]
    public async Task Broken_chunks_are_refused(string body)
    {
        foreach (var (path, type, begin) in ((string, string, string)[])[
            ($"/v2/apps/{server.AppId}/users", "application/json", ""), (Uploads.PathOf(server), Form, $"{Part.Length:x}\r\n{Part}\r\n")])
        {
            var answer = await ExchangeAsync(Head("POST", path, type, "Transfer-Encoding: chunked") + begin + body);
            Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        }

        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Requests_with_a_few_wrong_bytes_are_nobody_elses_fault()
    {
        var random = new Random(15);
        var samples = Samples().Select(Encoding.UTF8.GetBytes).ToList();
        for (var round = 0; round < 500; round++)
        {
            var request = Mutate(samples[round % samples.Count], random);
            var answer = await ExchangeAsync(request, Patience);
            // A connection that is closed without an answer is one that the web server took for no HTTP.
            // 505 is said of a version of HTTP that there is not.
            if (answer.Length == 0 || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal)) continue;
            Assert.True(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer[9] is not '5', $"{answer}\n---\n{Encoding.Latin1.GetString(request)}");
        }
    }

    private IEnumerable<string> Samples()
    {
        var body = """{"author":{"type":"business"},"content":{"type":"text","text":"hé","actions":[{"type":"link","text":"x","uri":"https://x.example","metadata":{"a":1.5}}]}}""";
        var form = Part + "hello\r\n--B--\r\n";
        yield return Head("POST", $"/v2/apps/{server.AppId}/conversations/0123456789abcdef01234567/messages", "application/json", $"Content-Length: {Encoding.UTF8.GetByteCount(body)}") + body;
        yield return Head("POST", Uploads.PathOf(server), Form, $"Content-Length: {form.Length}") + form;
        yield return Head("POST", Uploads.PathOf(server), Form, "Transfer-Encoding: chunked") + $"{form.Length:x};a=b\r\n{form}\r\n0\r\nX-A: b\r\n\r\n";
        yield return Head("GET", $"/v2/apps/{server.AppId}/conversations?filter[userExternalId]=%C3%A9&page[size]=10&page[after]=0123456789abcdef01234567", "text/plain", "X-A: b");
        yield return Head("PATCH", $"/v2/apps/{server.AppId}/users/%2E%2E?brandId=x", "application/json", "Content-Length: 36") + """{"profile":{"givenName":"\u00e9\n"}} """;
        yield return Head("GET", $"/apps/{server.AppId}/0123456789abcdefABCDEFgh/a.png?expires=1&key=a&signature=b", "text/plain", "Range: bytes=0-4,9-\r\nIf-None-Match: W/\"a\", *\r\nCookie: parhelion_media=a.b.c");
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }

    private string Head(string method, string path, string type, string more) =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\n" +
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.AppKeyId}:{server.AppKeySecret}"))}\r\n{more}\r\n\r\n";

    private Task<string> ExchangeAsync(string request) => ExchangeAsync(Encoding.UTF8.GetBytes(request), Timeout.InfiniteTimeSpan);

    // Sends all and reads to the end, or to a reset: the server has then said what it had to say. When it has begun, or has said nothing for a while, it is told
    // that there is no more.
    private async Task<string> ExchangeAsync(byte[] request, TimeSpan patience)
    {
        var answer = new StringBuilder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        await using var stream = await Uploads.ConnectAsync(server);
        try
        {
            await stream.WriteAsync(request, limit.Token);
            var buffer = new byte[16 * 1024];
            if (patience != Timeout.InfiniteTimeSpan && !stream.Socket.Poll(patience, SelectMode.SelectRead)) stream.Socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var read)
            {
                if (answer.Length == 0) stream.Socket.Shutdown(SocketShutdown.Send);
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
        }

        return answer.ToString();
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string authorization)
    {
        using var client = server.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static string Json(string header, string payload) => $"{Encode(header)}.{Encode(payload)}.{Encode(new string('s', 32))}";

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    // Lines of level Warning and above.
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
