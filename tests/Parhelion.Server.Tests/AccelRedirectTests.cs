using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;
using Parhelion.Server.Media;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Delivery by a real nginx with deploy/nginx/accel.conf: what a reader gets is what the server would have sent, to the byte and to the
/// header field.</summary>
public sealed partial class AccelRedirectTests : IAsyncLifetime
{
    private const string Script = "nginx-accel.sh";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-accel-").FullName;
    private readonly Uri media = SharedCache.FreeUrl();
    private ParhelionServer server = null!;
    private SharedCache nginx = null!;
    private PrivateApp app = null!;

    public async ValueTask InitializeAsync()
    {
        SharedCache.Require(Script);
        await StartAsync(MediaDeliveryMode.Accel);
        nginx = await SharedCache.StartAsync(Script, media, server.Url, ("FILES", Path.Combine(directory, "blobs")));
    }

    public async ValueTask DisposeAsync()
    {
        app?.Dispose();
        if (nginx is not null) await nginx.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Answers_are_those_of_the_server_itself()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var (open, text, hidden) = (await app.UploadAsync("public", "a b.zip", Zip(content)), await app.UploadAsync("public", "a.txt"), await app.UploadAsync("private", "b.zip", Zip(content)));
        var link = await app.LinkAsync(hidden);
        var etag = $"\"{open.Split('/')[^2]}\"";
        using var head = await app.SendAsync(HttpMethod.Head, open);
        var modified = head.Content.Headers.LastModified!.Value;
        var earlier = modified.AddHours(-1).ToString("r");
        (string Url, (string, string)[] Headers)[] asked =
        [
            (open, []), (text, []), ($"{open}?x=1", []), (open, [("Accept-Encoding", "gzip")]), (text, [("Accept-Encoding", "gzip")]),
            (open, [("Range", "bytes=0-9")]), (open, [("Range", "bytes=99000-")]), (open, [("Range", "bytes=-7")]), (open, [("Range", "bytes=5-99999999")]),
            (open, [("Range", "bytes=0-0")]), (open, [("Range", "bytes=-999999999")]), (open, [("Range", "BYTES= 3-5 ")]),
            (open, [("Range", "bytes=9-3")]), (open, [("Range", "bytes=x")]), (open, [("Range", "lines=0-1")]), (open, [("Range", "bytes=0-1,5-6")]), (open, [("Range", "bytes=99999999-")]), (open, [("Range", "bytes=-0")]),
            (open, [("Range", "bytes=2-5"), ("If-Range", etag)]), (open, [("Range", "bytes=2-5"), ("If-Range", "\"other\"")]), (open, [("Range", "bytes=2-5"), ("If-Range", $"W/{etag}")]),
            (open, [("Range", "bytes=2-5"), ("If-Range", modified.ToString("r"))]), (open, [("Range", "bytes=2-5"), ("If-Range", earlier)]),
            (open, [("If-None-Match", etag)]), (open, [("If-None-Match", "*")]), (open, [("If-None-Match", "\"other\"")]), (open, [("If-None-Match", "\"other\""), ("If-Modified-Since", modified.ToString("r"))]),
            (open, [("If-Modified-Since", modified.ToString("r"))]), (open, [("If-Modified-Since", earlier)]),
            (open, [("If-Match", etag)]), (open, [("If-Match", "\"other\"")]), (open, [("If-Unmodified-Since", modified.ToString("r"))]), (open, [("If-Unmodified-Since", earlier)]),
            (open, [("If-Match", etag), ("Range", "bytes=2-5")]),
            (hidden, []), (hidden, [app.Basic()]), (hidden, [app.Basic(), ("Origin", "https://chat.example.org")]), (hidden, [app.Basic(), ("Range", "bytes=2-5")]),
            (link, []), (link + "x", []), ($"{link}&download=1", []), (open.Replace("b.zip", "c.zip", StringComparison.Ordinal), []),
        ];
        var byNginx = new List<string>();
        foreach (var (url, headers) in asked) byNginx.AddRange([await TellAsync(HttpMethod.Get, url, headers), await TellAsync(HttpMethod.Head, url, headers)]);

        await server.DisposeAsync();
        await StartAsync(MediaDeliveryMode.Stream);
        var byServer = new List<string>();
        foreach (var (url, headers) in asked) byServer.AddRange([await TellAsync(HttpMethod.Get, Direct(url), headers), await TellAsync(HttpMethod.Head, Direct(url), headers)]);

        Assert.Equal(byServer, byNginx);
        Assert.Contains(byNginx, answer => answer.StartsWith("206", StringComparison.Ordinal));
        Assert.DoesNotContain(byNginx, answer => answer.Contains("X-Accel", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Server_hands_over_what_nginx_can_send_and_sends_the_rest_itself()
    {
        var url = Direct(await app.UploadAsync("public"));
        var token = url.Split('/')[^2];

        Assert.Matches($"^/_parhelion/[0-9a-f]{{2}}/[0-9a-f]{{2}}/{token}$", await HandedOverAsync(url));
        Assert.NotNull(await HandedOverAsync(url, ("Range", "bytes=0-3")));
        Assert.NotNull(await HandedOverAsync(url, ("If-Modified-Since", "Mon, 01 Jun 2020 12:00:00 GMT")));
        // nginx would refuse these, knowing another tag and another time.
        Assert.Null(await HandedOverAsync(url, ("If-Match", $"\"{token}\"")));
        Assert.Null(await HandedOverAsync(url, ("Range", "bytes=x")));
    }

    [Fact]
    public async Task Removed_file_is_gone_at_once_and_a_private_one_is_not_kept()
    {
        var (open, hidden) = (await app.UploadAsync("public"), await app.UploadAsync());
        Assert.Equal(200, await app.StatusAsync(open));
        Assert.Equal(401, await app.StatusAsync(hidden));
        Assert.Equal(200, await app.StatusAsync(hidden, app.Basic()));
        Assert.Equal(401, await app.StatusAsync(hidden));

        using var removed = await Uploads.RemoveAsync(server, open);

        using var gone = await app.GetAsync(open);
        Assert.Equal((HttpStatusCode.NotFound, "no-store"), (gone.StatusCode, gone.Headers.CacheControl!.ToString()));
        // The folder of blobs is for the server's answers, not for guesses.
        var location = BlobNames.BelowRoot(BlobKey.Parse(hidden.Split('/')[^2]));
        Assert.Equal(404, await app.StatusAsync(new Uri(media, $"/_parhelion/{location}").AbsoluteUri));
    }

    [Fact]
    public async Task File_that_was_lost_is_no_half_answer()
    {
        var url = await app.UploadAsync("public");
        File.Delete(Path.Combine(server.DataDirectory, BlobNames.Of(BlobKey.Parse(url.Split('/')[^2]))));

        using var lost = await app.GetAsync(url);

        Assert.Equal((HttpStatusCode.InternalServerError, "no-store"), (lost.StatusCode, lost.Headers.CacheControl!.ToString()));
    }

    [Fact]
    public async Task Fifty_megabytes_come_whole_and_in_pieces()
    {
        var content = Zip(RandomNumberGenerator.GetBytes(52_428_000));
        var url = await app.UploadAsync("public", "large.zip", content);

        using var whole = await app.GetAsync(url);
        using var piece = await app.GetAsync(url, ("Range", "bytes=40000000-50000000"));

        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.PartialContent, piece.StatusCode);
        Assert.Equal(content[40_000_000..50_000_001], await piece.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("_parhelion/")]
    [InlineData("/_parhelion")]
    [InlineData("/a b/")]
    [InlineData("/a?b/")]
    public async Task Prefix_that_is_no_location_stops_the_start(string prefix) => Assert.Contains(
        $"Media:AccelPrefix is '{prefix}'; it must be a path that begins and ends with a slash",
        (await Assert.ThrowsAsync<OperatorErrorException>(() => ParhelionServer.StartAsync(options => options.Settings["Media:AccelPrefix"] = prefix, TestContext.Current.CancellationToken))).Message,
        StringComparison.Ordinal);

    // The server judges a file by its first bytes.
    private static byte[] Zip(byte[] content) => [.. "PK\x03\x04"u8, .. content];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Direct(string url) => server.Url.AbsoluteUri.TrimEnd('/') + url[(media.AbsoluteUri.Length - 1)..];

    private async Task<string?> HandedOverAsync(string url, params (string, string)[] headers)
    {
        using var answer = await app.GetAsync(url, headers);
        var location = answer.Headers.TryGetValues("X-Accel-Redirect", out var values) ? values.Single() : null;
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(location is null, bytes.Length > 0);
        return location;
    }

    // Everything of an answer but what is nginx's or the clock's.
    private async Task<string> TellAsync(HttpMethod method, string url, (string, string)[] headers)
    {
        using var answer = await app.SendAsync(method, url, [.. headers, ("X-Request-Id", "request")]);
        var fields = answer.Headers.Concat(answer.Content.Headers)
            .Where(field => field.Key is not ("Server" or "Date" or "Connection"))
            .Select(field => $"{field.Key}: {string.Join(" | ", field.Value)}").Order(StringComparer.Ordinal);
        var text = new StringBuilder($"{(int)answer.StatusCode} {method} {Port().Replace(url, "")} {string.Join(' ', headers)}\n").AppendJoin('\n', fields);
        return text.Append('\n').Append(Hash(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))).ToString();
    }

    private async Task StartAsync(MediaDeliveryMode delivery)
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.DataDirectory = directory;
                BlobFiles.Choose(options);
                options.Settings["Durability"] = "Os";
                options.Settings["MediaBaseUrl"] = media.AbsoluteUri;
                options.Settings["Media:Delivery"] = delivery.ToString();
                options.Settings["Media:AllowedOrigins"] = "https://chat.example.org";
            },
            TestContext.Current.CancellationToken);
        app?.Dispose();
        app = PrivateApp.Of(server);
    }

    [GeneratedRegex("^http://[^/]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
