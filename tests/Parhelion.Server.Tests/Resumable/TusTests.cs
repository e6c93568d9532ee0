using System.Security.Cryptography;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>tus 1.0.0 as its text says: each extension, each header.</summary>
public sealed class TusTests : IAsyncLifetime
{
    private readonly byte[] file = UploadRequests.Text(300_000);
    private ParhelionServer server = null!;
    private HttpClient anonymous = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        (anonymous, client) = (server.CreateAnonymousClient(), server.CreateClient());
    }

    public async ValueTask DisposeAsync()
    {
        anonymous.Dispose();
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Upload_in_pieces_becomes_an_attachment()
    {
        var url = await UploadRequests.CreateTusAsync(server, file.Length, "Ein schöner Film.txt");
        using var first = await PatchAsync(url, 0, file[..100_000]);
        using var half = await HeadAsync(url);
        using var early = await anonymous.GetAsync(url, TestContext.Current.CancellationToken);
        using var last = await PatchAsync(url, 100_000, file[100_000..]);

        Assert.Equal((204, "100000"), ((int)first.StatusCode, UploadRequests.HeaderOf(first, "Upload-Offset")));
        Assert.Equal((200, "100000", "300000", "no-store"), ((int)half.StatusCode, UploadRequests.HeaderOf(half, "Upload-Offset"), UploadRequests.HeaderOf(half, "Upload-Length"), UploadRequests.HeaderOf(half, "Cache-Control")));
        Assert.Equal(UploadRequests.Metadata("Ein schöner Film.txt"), UploadRequests.HeaderOf(half, "Upload-Metadata"));
        Assert.Equal((409, "The upload is not complete yet"), ((int)early.StatusCode, await Uploads.TitleOfAsync(early)));
        Assert.Equal((204, "300000", "text/plain"), ((int)last.StatusCode, UploadRequests.HeaderOf(last, "Upload-Offset"), UploadRequests.HeaderOf(last, "Upload-Media-Type")));
        Assert.All([first, half, last], answer => Assert.Equal("1.0.0", UploadRequests.HeaderOf(answer, "Tus-Resumable")));
        var mediaUrl = UploadRequests.HeaderOf(last, "Upload-Media-Url")!;
        Assert.EndsWith("/Ein%20sch%C3%B6ner%20Film.txt", mediaUrl, StringComparison.Ordinal);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(mediaUrl, TestContext.Current.CancellationToken));
        Assert.Equal(mediaUrl, await MediaUrlAsync(url));
    }

    [Fact]
    public async Task Complete_upload_says_so_and_takes_nothing_more()
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        (await PatchAsync(url, 0, "hello"u8.ToArray())).Dispose();

        using var head = await HeadAsync(url);
        using var more = await PatchAsync(url, 5, "!"u8.ToArray());
        using var ended = await UploadRequests.TusAsync(anonymous, "DELETE", url, null);

        Assert.Equal(("5", "5"), (UploadRequests.HeaderOf(head, "Upload-Offset"), UploadRequests.HeaderOf(head, "Upload-Length")));
        Assert.Equal(await MediaUrlAsync(url), UploadRequests.HeaderOf(head, "Upload-Media-Url"));
        Assert.Equal((409, 204), ((int)more.StatusCode, (int)ended.StatusCode));
        Assert.Equal("hello", await anonymous.GetStringAsync(await MediaUrlAsync(url), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Creation_with_upload_needs_one_request()
    {
        using var created = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(server), file, ("Upload-Length", $"{file.Length}"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));

        Assert.Equal((201, "300000"), ((int)created.StatusCode, UploadRequests.HeaderOf(created, "Upload-Offset")));
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(created, "Upload-Media-Url"), TestContext.Current.CancellationToken));
        Assert.Equal(UploadRequests.HeaderOf(created, "Upload-Media-Url"), await MediaUrlAsync(created.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Length_can_be_told_later_but_not_twice()
    {
        using var created = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(server), null, ("Upload-Defer-Length", "1"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        var url = created.Headers.Location!.OriginalString;
        using var open = await HeadAsync(url);
        using var first = await PatchAsync(url, 0, "hel"u8.ToArray());
        using var told = await PatchAsync(url, 3, "l"u8.ToArray(), ("Upload-Length", "5"));
        using var changed = await PatchAsync(url, 4, "o and more"u8.ToArray(), ("Upload-Length", "14"));
        using var known = await HeadAsync(url);
        using var last = await PatchAsync(url, 4, "o"u8.ToArray());

        Assert.Equal(("1", null), (UploadRequests.HeaderOf(open, "Upload-Defer-Length"), UploadRequests.HeaderOf(open, "Upload-Length")));
        Assert.Equal((204, 204, 400, 204), ((int)first.StatusCode, (int)told.StatusCode, (int)changed.StatusCode, (int)last.StatusCode));
        Assert.Equal((null, "5", "4"), (UploadRequests.HeaderOf(known, "Upload-Defer-Length"), UploadRequests.HeaderOf(known, "Upload-Length"), UploadRequests.HeaderOf(known, "Upload-Offset")));
        Assert.Equal("hello", await anonymous.GetStringAsync(UploadRequests.HeaderOf(last, "Upload-Media-Url"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Options_tells_the_offer_on_both_paths()
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        foreach (var (caller, path) in ((HttpClient, string)[])[(client, Uploads.PathOf(server)), (anonymous, url)])
        {
            using var answer = await UploadRequests.SendAsync(caller, "OPTIONS", path, null);

            Assert.Equal(204, (int)answer.StatusCode);
            Assert.Equal("1.0.0", UploadRequests.HeaderOf(answer, "Tus-Version"));
            Assert.Equal("creation,creation-with-upload,creation-defer-length,expiration,termination,checksum", UploadRequests.HeaderOf(answer, "Tus-Extension"));
            Assert.Equal(("52428800", "sha256,sha1,md5"), (UploadRequests.HeaderOf(answer, "Tus-Max-Size"), UploadRequests.HeaderOf(answer, "Tus-Checksum-Algorithm")));
            Assert.Equal("application/partial-upload", UploadRequests.HeaderOf(answer, "Accept-Patch"));
            Assert.Equal("max-size=52428800, min-size=1, max-age=86400", UploadRequests.HeaderOf(answer, "Upload-Limit"));
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Other_version_is_refused(string method)
    {
        var url = method == "POST" ? Uploads.PathOf(server) : await UploadRequests.CreateTusAsync(server, 5);
        using var answer = await UploadRequests.SendAsync(client, method, url, null, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "5"));

        Assert.Equal((412, "1.0.0"), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Tus-Version")));
    }

    [Fact]
    public async Task Bytes_at_another_offset_are_refused_and_change_nothing()
    {
        var url = await UploadRequests.CreateTusAsync(server, file.Length);
        (await PatchAsync(url, 0, file[..1000])).Dispose();
        foreach (var offset in (long[])[0, 999, 1001, 299_999, 999_999_999_999])
        {
            using var answer = await PatchAsync(url, offset, "x"u8.ToArray());
            Assert.Equal(409, (int)answer.StatusCode);
            Assert.Contains("upload_offset_mismatch", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        (await PatchAsync(url, 1000, file[1000..])).Dispose();
        Assert.Equal(file, await anonymous.GetByteArrayAsync(await MediaUrlAsync(url), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Terminated_upload_is_gone()
    {
        var url = await UploadRequests.CreateTusAsync(server, file.Length);
        (await PatchAsync(url, 0, file[..1000])).Dispose();

        using var ended = await UploadRequests.TusAsync(anonymous, "DELETE", url, null);

        Assert.Equal(204, (int)ended.StatusCode);
        foreach (var method in (string[])["HEAD", "PATCH", "DELETE", "GET"])
        {
            using var answer = await UploadRequests.TusAsync(anonymous, method, url, method == "PATCH" ? [1] : null, ("Upload-Offset", "1000"));
            Assert.Equal((method, 410), (method, (int)answer.StatusCode));
        }

        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha1")]
    [InlineData("md5")]
    public async Task Checksum_is_verified_before_any_byte_counts(string algorithm)
    {
        var hash = algorithm switch { "sha256" => SHA256.HashData(file), "sha1" => Hashes.Sha1(file), _ => Hashes.Md5(file) };
        var url = await UploadRequests.CreateTusAsync(server, file.Length);
        var other = file.ToArray();
        other[5] ^= 1;

        using var wrong = await PatchAsync(url, 0, other, ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash)}"));
        using var head = await HeadAsync(url);
        using var right = await PatchAsync(url, 0, file, ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash)}"));

        Assert.Equal((460, "0", 204), ((int)wrong.StatusCode, UploadRequests.HeaderOf(head, "Upload-Offset"), (int)right.StatusCode));
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(right, "Upload-Media-Url"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("crc32 AAAA")]
    [InlineData("sha256")]
    [InlineData("sha256 ")]
    [InlineData("sha256 AAAA")]
    [InlineData("sha256 not-base64!")]
    [InlineData("md5 1B2M2Y8AsgTpgAmY7PhCfg== ")]
    [InlineData("md5 1B2M2Y8A sgTpgAmY7PhCfg==")]
    public async Task Checksum_that_cannot_be_verified_is_refused(string checksum)
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        var answer = await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes(
            $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\nContent-Type: {UploadRequests.TusType}\r\nUpload-Offset: 0\r\nUpload-Checksum: {checksum}\r\nContent-Length: 5\r\n\r\nhello"));

        // HTTP drops blanks at the end of a value.
        if (checksum.StartsWith("md5", StringComparison.Ordinal) && checksum.EndsWith(' ')) Assert.StartsWith("HTTP/1.1 460", answer, StringComparison.Ordinal);
        else Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_can_stand_for_the_other_methods()
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        using var patched = await UploadRequests.TusAsync(anonymous, "POST", url, "hel"u8.ToArray(), ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"));
        using var asked = await UploadRequests.TusAsync(anonymous, "POST", url, null, ("X-HTTP-Method-Override", "HEAD"));
        using var plain = await UploadRequests.TusAsync(anonymous, "POST", url, "lo"u8.ToArray(), ("Upload-Offset", "3"));
        using var ended = await UploadRequests.TusAsync(anonymous, "POST", url, null, ("X-HTTP-Method-Override", "DELETE"));

        Assert.Equal((204, 200, 405, 204), ((int)patched.StatusCode, (int)asked.StatusCode, (int)plain.StatusCode, (int)ended.StatusCode));
        Assert.Equal("3", UploadRequests.HeaderOf(asked, "Upload-Offset"));
    }

    [Fact]
    public async Task Location_begins_with_the_public_url()
    {
        await using var other = await ParhelionServer.StartAsync(options => options.Settings["PublicBaseUrl"] = "https://chat.example/api", TestContext.Current.CancellationToken);
        using var caller = other.CreateClient();
        using var created = await UploadRequests.TusAsync(
            caller, "POST", new Uri(Listening.UrlOf(other), Uploads.PathOf(other)).AbsoluteUri, null, ("Upload-Length", "5"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));

        Assert.Matches("^https://chat.example/api/uploads/[A-Za-z0-9_-]{24}$", created.Headers.Location!.OriginalString);
    }

    private Task<HttpResponseMessage> PatchAsync(string url, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        UploadRequests.TusAsync(anonymous, "PATCH", url, bytes, [("Upload-Offset", $"{offset}"), .. headers]);

    private Task<HttpResponseMessage> HeadAsync(string url) => UploadRequests.TusAsync(anonymous, "HEAD", url, null);

    private async Task<string> MediaUrlAsync(string url)
    {
        using var body = System.Text.Json.JsonDocument.Parse(await anonymous.GetStringAsync(url, TestContext.Current.CancellationToken));
        return body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }
}
