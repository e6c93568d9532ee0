using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>The interim responses with the status 104, byte by byte.</summary>
public sealed partial class InterimResponseTests
{
    private const int Large = 20_000_000;

    [Fact]
    public async Task Upload_is_announced_before_its_body_and_its_progress_meanwhile()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var stream = await Uploads.ConnectAsync(server);

        await AssertAnnouncedAsync(server, stream, "");
    }

    [Fact]
    public async Task Client_that_waits_gets_100_first_and_once()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var stream = await Uploads.ConnectAsync(server);

        var answer = await AssertAnnouncedAsync(server, stream, "Expect: 100-continue\r\n");

        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 104 ", answer, StringComparison.Ordinal);
        Assert.Equal(2, answer.Split("HTTP/1.1 100").Length);
    }

    [Fact]
    public async Task Append_that_waits_gets_100_once()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var url = await UploadRequests.CreateAsync(server, "hello"u8.ToArray());
        await using var stream = await Uploads.ConnectAsync(server);

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Type: {UploadRequests.PartialType}\r\nUpload-Offset: 5\r\nUpload-Complete: ?1\r\n" +
                $"Content-Length: {Large}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await ReadHeadAsync(stream));
        await stream.WriteAsync(UploadRequests.Text(Large), TestContext.Current.CancellationToken);

        Assert.Matches("^(HTTP/1.1 104 Upload Resumption Supported\r\nUpload-Offset: [0-9]+\r\n\r\n)+HTTP/1.1 201 Created\r\n", await Uploads.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task Tls_changes_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-tls-").FullName;
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        var path = Path.Combine(directory, "tls.pfx");
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "x"), TestContext.Current.CancellationToken);
        await using (var server = await ParhelionServer.StartAsync(options =>
        {
            options.Settings["Kestrel:Endpoints:Tls:Url"] = "https://127.0.0.1:0";
            options.Settings["Kestrel:Endpoints:Tls:Certificate:Path"] = path;
            options.Settings["Kestrel:Endpoints:Tls:Certificate:Password"] = "x";
        }, TestContext.Current.CancellationToken))
        {
            await using var tcp = await Uploads.ConnectAsync(server);
            await using var stream = new SslStream(tcp, leaveInnerStreamOpen: false, (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString());
            await stream.AuthenticateAsClientAsync("localhost");

            await AssertAnnouncedAsync(server, stream, "");
        }

        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("HTTP/1.0", "", "Direct")]
    [InlineData("HTTP/1.1", "X-Forwarded-For: 192.0.2.1\r\n", "Direct")]
    [InlineData("HTTP/1.1", "Via: 1.1 proxy\r\n", "Direct")]
    [InlineData("HTTP/1.1", "", "Never")]
    public async Task Upload_is_not_announced_where_it_could_be_misunderstood(string protocol, string header, string mode)
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Uploads:InterimResponses"] = mode, TestContext.Current.CancellationToken);
        var answer = await Uploads.ExchangeAsync(server, Head(server, 5, header + "Connection: close\r\n", protocol), "hello"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 201 ", answer, StringComparison.Ordinal);
        Assert.Contains("Upload-Complete: ?1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_announces_through_proxies()
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Uploads:InterimResponses"] = "Always", TestContext.Current.CancellationToken);
        var answer = await Uploads.ExchangeAsync(server, Head(server, 5, "X-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n"), "hello"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 104 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_creation_is_not_announced()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var head = Encoding.ASCII.GetString(Head(server, 5, "Connection: close\r\n")).Replace("a.txt", "a.exe", StringComparison.Ordinal);

        Assert.StartsWith("HTTP/1.1 415 ", await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes(head), "hello"u8.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_upload_goes_on_where_the_announcement_says()
    {
        var file = UploadRequests.Text(Large);
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var anonymous = server.CreateAnonymousClient();
        string url;
        await using (var stream = await Uploads.ConnectAsync(server))
        {
            await stream.WriteAsync(Head(server, Large, ""), TestContext.Current.CancellationToken);
            url = LocationOf(await ReadHeadAsync(stream));
            await stream.WriteAsync(file.AsMemory(0, 12_000_000), TestContext.Current.CancellationToken);
        }

        var offset = 0L;
        // The last bytes may still be on their way through the kernel when the connection ends.
        await Uploads.WaitAsync(async () => (offset = await UploadRequests.OffsetAsync(anonymous, url)) > 0, () => "Nothing was kept.");
        using var last = await UploadRequests.AppendAsync(anonymous, url, offset, "?1", file[(int)offset..]);

        Assert.Equal(201, (int)last.StatusCode);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(last, "Upload-Media-Url"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Http2_has_no_interim_responses_and_keeps_nothing_of_a_broken_upload()
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Kestrel:EndpointDefaults:Protocols"] = "Http2", TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

        using (var leaving = new CancellationTokenSource())
        {
            using var request = Request(server, new EndlessContent(leaving));
            await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(request, leaving.Token));
        }

        await Uploads.AssertNothingKeptAsync(server);
        using var whole = Request(server, new ByteArrayContent("hello"u8.ToArray()));
        using var answer = await client.SendAsync(whole, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Created, "?1"), (answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Complete")));
    }

    private static HttpRequestMessage Request(ParhelionServer server, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server)) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        content.Headers.TryAddWithoutValidation("Content-Disposition", "inline; filename=a.txt");
        request.Headers.TryAddWithoutValidation("Upload-Complete", "?1");
        return request;
    }

    private static async Task<string> AssertAnnouncedAsync(ParhelionServer server, Stream stream, string header)
    {
        await stream.WriteAsync(Head(server, Large, header + "Connection: close\r\n"), TestContext.Current.CancellationToken);
        // Nothing of the body was sent.
        var announced = await ReadHeadAsync(stream);
        if (header.Length > 0 && !announced.Contains("104", StringComparison.Ordinal)) announced += await ReadHeadAsync(stream);
        Assert.Matches("HTTP/1.1 104 Upload Resumption Supported\r\nLocation: http[^\r]*/uploads/[A-Za-z0-9_-]{24}\r\nUpload-Limit: max-size=52428800, min-size=1, max-age=[0-9]+\r\n\r\n$", announced);
        await stream.WriteAsync(UploadRequests.Text(Large), TestContext.Current.CancellationToken);
        var answer = await Uploads.ReadToEndAsync(stream);

        Assert.Matches("^(HTTP/1.1 104 Upload Resumption Supported\r\nUpload-Offset: [0-9]+\r\n\r\n)+HTTP/1.1 201 Created\r\n", answer);
        var told = Progress().Matches(answer).Select(match => long.Parse(match.Groups["offset"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(told.Order(), told);
        Assert.InRange(told[^1], 8 << 20, Large);
        return announced + answer;
    }

    private static byte[] Head(ParhelionServer server, int length, string headers, string protocol = "HTTP/1.1") => Encoding.ASCII.GetBytes(
        Uploads.Head(server, "text/plain", $"Content-Length: {length}").Replace("HTTP/1.1", protocol, StringComparison.Ordinal) +
        $"Upload-Complete: ?1\r\nContent-Disposition: inline; filename=\"a.txt\"\r\n{headers}\r\n");

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, TestContext.Current.CancellationToken) == 1) text.Append((char)one[0]);
        return text.ToString();
    }

    private static string LocationOf(string head) => head.Split("Location: ")[1].Split('\r')[0];

    [GeneratedRegex("104 Upload Resumption Supported\r\nUpload-Offset: (?<offset>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Progress();

    // A client that sends some and leaves.
    private sealed class EndlessContent(CancellationTokenSource leaving) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(UploadRequests.Text(200_000), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await leaving.CancelAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
