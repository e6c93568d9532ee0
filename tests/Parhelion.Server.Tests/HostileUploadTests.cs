using System.Net;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>What the world sends in place of a form, and the answer to each. After every refusal nothing is left.</summary>
public sealed class HostileUploadTests : IAsyncLifetime
{
    private const string Form = "multipart/form-data; boundary=B";
    private const string Part = "--B\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\n";
    private const int Limit = 300_000;

    private static string Encoded(string encoding) => Part.Replace("\r\n\r\n", $"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n", StringComparison.Ordinal);

    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Limits:UploadBytes"] = Limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a.txt\"\r\n\r\nhi\r\n--B--\r\n", 400, "source")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nhi\r\n--B--\r\n", 400, "source")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"source\"; filename=\"\"\r\n\r\nhi\r\n--B--\r\n", 400, "source")]
    [InlineData(Part + "hi\r\n" + Part + "ho\r\n--B--\r\n", 400, "source")]
    [InlineData("--B--\r\n", 400, "source")]
    [InlineData("", 400, "boundary")]
    [InlineData("nothing that looks like a form", 400, "boundary")]
    [InlineData(Part + "cut in the middle", 400, "boundary")]
    [InlineData("--B\r\nContent-Disposition: form-da", 400, "boundary")]
    [InlineData(Part + "\r\n--B--\r\n", 400, "File is empty")]
    [InlineData("--C\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\nhi\r\n--C--\r\n", 400, "boundary")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"source\"; name=\"x\"; filename=\"a.txt\"\r\n\r\nhi\r\n--B--\r\n", 400, "twice")]
    [InlineData("--B\r\nX: y\r\n\r\nhi\r\n--B--\r\n", 400, "Content-Disposition")]
    [InlineData("--B\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\n\nhi\n--B--\n", 400, "CRLF")]
    public async Task Malformed_form_is_refused(string body, int status, string title)
    {
        var answer = await SendAsync(Form, Encoding.UTF8.GetBytes(body));

        AssertRefused(answer, status, title);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=", 400)]
    [InlineData("multipart/form-data; boundary=a; boundary=b", 400)]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400)]
    [InlineData("multipart/mixed; boundary=B", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json", 415)]
    public async Task Body_of_another_kind_is_refused(string contentType, int status)
    {
        AssertRefused(await SendAsync(contentType, Encoding.UTF8.GetBytes(Part + "hi\r\n--B--\r\n")), status, "");
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Part_headers_are_bounded()
    {
        AssertRefused(await SendAsync(Form, Encoding.UTF8.GetBytes("--B\r\nX: " + new string('x', 1_000_000) + "\r\n\r\nhi\r\n--B--\r\n")), 431, "");
        AssertRefused(await SendAsync(Form, Encoding.UTF8.GetBytes("--B\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 10_000)) + "\r\nhi\r\n--B--\r\n")), 431, "");
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Parts_are_bounded()
    {
        var part = "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n";
        AssertRefused(await SendAsync(Form, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 10_000)) + "--B--\r\n")), 413, "parts");
    }

    [Fact]
    public async Task Nested_form_is_the_content_of_its_part()
    {
        var body = Part + "--C\r\nContent-Disposition: form-data; name=\"source\"; filename=\"b.exe\"\r\n\r\nhi\r\n--C--\r\n\r\n--B--\r\n";
        Assert.StartsWith("HTTP/1.1 201", await SendAsync(Form, Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Length_beyond_the_limit_is_refused_at_once()
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, Form, "Content-Length: 900000000") + "Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);

        // Nothing of the body was sent: the answer does not wait for it.
        AssertRefused(await Uploads.ReadAnswerAsync(stream), 413, "300000");
    }

    [Fact]
    public async Task Chunked_body_is_refused_where_it_passes_the_limit()
    {
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
        var pieces = Enumerable.Repeat(chunk, 12);
        var head = Encoding.ASCII.GetBytes(Uploads.Head(server, Form, "Transfer-Encoding: chunked") + $"\r\n{Part.Length:x}\r\n{Part}\r\n");

        var answer = await Uploads.ExchangeAsync(server, [head, .. pieces, "0\r\n\r\n"u8.ToArray()]);

        AssertRefused(answer, 413, "300000");
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Limit_is_exact()
    {
        using var fits = await Uploads.PostAsync(server, new ByteArrayContent(Text(Limit)), "a.txt");
        using var tooLarge = await Uploads.PostAsync(server, new ByteArrayContent(Text(Limit + 1)), "a.txt");

        Assert.Equal(HttpStatusCode.Created, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains("300000", await Uploads.TitleOfAsync(tooLarge), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("base64", "aGVs\r\nbG8=\r\n", "hello")]
    [InlineData("BASE64", "aGVsbG8=", "hello")]
    [InlineData("quoted-printable", "hel=\r\nl=6F", "hello")]
    [InlineData("7bit", "hello", "hello")]
    [InlineData("8bit", "hello", "hello")]
    [InlineData("binary", "aGVsbG8=", "aGVsbG8=")]
    public async Task Part_in_an_encoding_is_stored_as_it_was_meant(string encoding, string written, string meant)
    {
        var answer = await SendAsync(Form, Encoding.UTF8.GetBytes(Encoded(encoding) + written + "\r\n--B--\r\n"));

        Assert.StartsWith("HTTP/1.1 201", answer, StringComparison.Ordinal);
        var url = answer[answer.IndexOf("http://", StringComparison.Ordinal)..].Split('"')[0];
        using var client = server.CreateAnonymousClient();
        Assert.Equal(meant, await client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("base64", "aGVsbG8", 400, "base64")]
    [InlineData("base64", "", 400, "File is empty")]
    [InlineData("base64", "TVqQAAMAAAAEAAAA//8AALgAAAA=", 415, "File type")]
    [InlineData("quoted-printable", "=GG", 400, "quoted-printable")]
    [InlineData("x-uuencode", "hello", 400, "Content-Transfer-Encoding")]
    [InlineData("base64\r\nContent-Transfer-Encoding: base64", "aGVsbG8=", 400, "two")]
    public async Task Part_in_a_broken_or_unknown_encoding_is_refused(string encoding, string written, int status, string title)
    {
        AssertRefused(await SendAsync(Form, Encoding.UTF8.GetBytes(Encoded(encoding) + written + "\r\n--B--\r\n")), status, title);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData(Limit, 201)]
    [InlineData(Limit + 1, 413)]
    public async Task Limit_counts_what_is_stored_and_not_how_it_is_written(int size, int status)
    {
        var written = Convert.ToBase64String(Text(size), Base64FormattingOptions.InsertLineBreaks);

        var answer = await SendAsync(Form, Encoding.UTF8.GetBytes(Encoded("base64") + written + "\r\n--B--\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", "'gzip'")]
    [InlineData("identity, br", "'br'")]
    public async Task Body_in_a_content_coding_is_refused_by_its_name(string coding, string title)
    {
        var head = Uploads.Head(server, Form, $"Content-Length: 1000\r\nContent-Encoding: {coding}") + "Expect: 100-continue\r\nConnection: close\r\n\r\n";
        var json = $"POST /v2/apps/{server.AppId}/users HTTP/1.1\r\n" + head[(head.IndexOf('\n') + 1)..].Replace(Form, "application/json", StringComparison.Ordinal);
        foreach (var request in (string[])[head, json])
        {
            await using var stream = await Uploads.ConnectAsync(server);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            var answer = await Uploads.ReadAnswerAsync(stream);
            AssertRefused(answer, 415, title);
            Assert.Contains("Accept-Encoding: identity", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Content_coding_that_changes_nothing_is_taken()
    {
        using var client = server.CreateClient();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("identity");
        using var response = await client.PostAsync($"/v2/apps/{server.AppId}/users", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(140)]
    [InlineData(250_000)]
    public async Task Client_that_leaves_keeps_nothing(int sent)
    {
        var whole = Encoding.UTF8.GetBytes(Part + new string('x', 270_000) + "\r\n--B--\r\n");
        await using (var stream = await Uploads.ConnectAsync(server))
        {
            var head = Uploads.Head(server, Form, $"Content-Length: {whole.Length}") + "\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await stream.WriteAsync(whole.AsMemory(0, sent), TestContext.Current.CancellationToken);
            stream.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
        }

        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Client_that_sends_a_byte_a_second_is_let_go()
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, Form, "Content-Length: 200000") + $"\r\n{Part}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var dripping = DripAsync(stream, gone.Token);

        // The server's minimum data rate ends it, long before the body could.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await stream.ReadAsync(new byte[1024], TestContext.Current.CancellationToken) > 0)
            {
            }

            throw new EndOfStreamException();
        });

        await gone.CancelAsync();
        await dripping;
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("access=public", "wrong", "Content-Length: 1000", 401)]
    [InlineData("access=nobody", null, "Content-Length: 1000", 400)]
    [InlineData("access=Private", null, "Content-Length: 1000", 400)]
    [InlineData("access=private&access=public", null, "Content-Length: 1000", 400)]
    [InlineData("access=public", null, "Content-Length: 900000000", 413)]
    public async Task Client_that_waits_is_refused_before_it_sends(string query, string? secret, string length, int status)
    {
        var head = Uploads.Head(server, Form, length, query, secret) + "Expect: 100-continue\r\n\r\n";

        await using var stream = await Uploads.ConnectAsync(server);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = await Uploads.ReadAnswerAsync(stream);

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("100 Continue", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_extension_is_refused_with_the_header_of_its_part()
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, Form, "Content-Length: 200000") + "Expect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 100 Continue", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);

        var part = Part.Replace("a.txt", "a.exe", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(part), TestContext.Current.CancellationToken);

        AssertRefused(await Uploads.ReadAnswerAsync(stream), 415, "File extension not allowed");
    }

    [Fact]
    public async Task Client_that_was_let_on_can_read_the_refusal_after_sending_all()
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, Form, $"Content-Length: {Limit}") + "Expect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var part = Encoding.ASCII.GetBytes(Part.Replace("a.txt", "a.exe", StringComparison.Ordinal));

        await stream.WriteAsync((byte[])[.. part, .. new byte[Limit - part.Length]], TestContext.Current.CancellationToken);

        var answer = await Uploads.ReadToEndAsync(stream);
        AssertRefused(answer[answer.IndexOf("HTTP/1.1 4", StringComparison.Ordinal)..], 415, "File extension not allowed");
    }

    [Fact]
    public async Task Refusal_is_readable_though_the_body_is_coming()
    {
        var body = new byte[Limit];
        for (var round = 0; round < 5; round++)
        {
            var head = Uploads.Head(server, Form, $"Content-Length: {body.Length}", secret: "wrong") + "\r\n";
            AssertRefused(await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes(head), body), 401, "Invalid credentials");
        }
    }

    private static async Task DripAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Let go.
        }
    }

    private static byte[] Text(int length) => Encoding.ASCII.GetBytes(new string('t', length));

    private static void AssertRefused(string answer, int status, string title)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains("{\"errors\":[{\"code\":", answer, StringComparison.Ordinal);
        Assert.Contains(title, answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    private Task<string> SendAsync(string contentType, byte[] body) =>
        Uploads.ExchangeAsync(
            server, Encoding.ASCII.GetBytes(Uploads.Head(server, contentType, $"Content-Length: {body.Length}") + "Connection: close\r\n\r\n"), body);
}
