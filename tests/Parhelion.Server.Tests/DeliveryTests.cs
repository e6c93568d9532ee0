using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Serving;
using Parhelion.Server.Media;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>What a media URL answers.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Content = "0123456789";

    private ParhelionServer server = null!;
    private HttpClient client = null!;
    private string url = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(BlobFiles.Choose, TestContext.Current.CancellationToken);
        client = server.CreateAnonymousClient();
        url = await Uploads.UploadAsync(server, Encoding.ASCII.GetBytes(Content), "a.txt");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Whole_file_comes_with_headers_that_make_it_safe()
    {
        using var response = await SendAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Content, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=900", response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains($"app-{server.AppId}", response.Headers.GetValues("Cache-Tag").Single(), StringComparison.Ordinal);
        Assert.Equal("inline; filename=\"a.txt\"", response.Content.Headers.NonValidated["Content-Disposition"].ToString());
        Assert.False(response.Headers.ETag!.IsWeak);
    }

    [Theory]
    [InlineData("bytes=0-0", 206, "0", "bytes 0-0/10")]
    [InlineData("bytes=-1", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=-100", 206, Content, "bytes 0-9/10")]
    [InlineData("bytes=5-", 206, "56789", "bytes 5-9/10")]
    [InlineData("bytes=0-999999999", 206, Content, "bytes 0-9/10")]
    [InlineData("bytes=2-99999999999999999999999", 206, "23456789", "bytes 2-9/10")]
    [InlineData("bytes=5-4", 200, Content, null)]
    [InlineData("bytes=0-1,3-4", 200, Content, null)]
    [InlineData("lines=0-1", 200, Content, null)]
    [InlineData("bytes=", 200, Content, null)]
    [InlineData("bytes=a-b", 200, Content, null)]
    [InlineData("bytes=10-", 416, null, "bytes */10")]
    [InlineData("bytes=-0", 416, null, "bytes */10")]
    public async Task Range_is_read_by_rfc_9110(string range, int status, string? body, string? contentRange)
    {
        // By way of the row, and then of what is in memory.
        for (var time = 0; time < 2; time++)
        {
            using var response = await SendAsync(HttpMethod.Get, ("Range", range));

            Assert.Equal(status, (int)response.StatusCode);
            if (body is not null) Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task Each_way_to_a_file_gives_the_same_answer_and_ends_with_it(int size)
    {
        var bytes = Enumerable.Range(0, size).Select(i => (byte)('a' + (i % 23))).ToArray();
        var large = await Uploads.UploadAsync(server, bytes, "b.txt");
        List<string>? first = null;

        // By way of the row; from what the system has in memory; and a small one from our own memory.
        for (var time = 0; time < 8; time++)
        {
            using var response = await client.GetAsync(large, TestContext.Current.CancellationToken);
            Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(first ??= Lines(response), Lines(response));
        }

        using var removed = await Uploads.RemoveAsync(server, large);
        using var after = await client.GetAsync(large, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task File_that_is_shorter_than_its_row_says_is_never_served()
    {
        var path = await Uploads.UploadAsync(server, new byte[70_000].Select(_ => (byte)'a').ToArray(), "c.txt");
        using (var before = await client.GetAsync(path, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        var file = Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "blobs"), new Uri(path).Segments[^2].TrimEnd('/'), SearchOption.AllDirectories).Single();
        using (var handle = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) handle.SetLength(60_000);

        using var after = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, after.StatusCode);
    }

    [Fact]
    public async Task Thousand_ranges_are_no_more_work_than_one()
    {
        using var response = await SendAsync(HttpMethod.Get, ("Range", "bytes=" + string.Join(',', Enumerable.Repeat("0-", 1000))));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Content.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Conditions_are_honoured()
    {
        using var first = await SendAsync(HttpMethod.Get);
        var etag = first.Headers.ETag!.ToString();
        var modified = first.Content.Headers.LastModified!.Value;

        Assert.Equal(304, await StatusAsync(("If-None-Match", etag)));
        Assert.Equal(304, await StatusAsync(("If-None-Match", "W/" + etag)));
        Assert.Equal(304, await StatusAsync(("If-None-Match", "\"x\", " + etag)));
        Assert.Equal(304, await StatusAsync(("If-None-Match", "*")));
        Assert.Equal(200, await StatusAsync(("If-None-Match", "\"x\"")));
        Assert.Equal(304, await StatusAsync(("If-Modified-Since", modified.ToString("r"))));
        Assert.Equal(200, await StatusAsync(("If-Modified-Since", modified.AddDays(-1).ToString("r"))));
        Assert.Equal(200, await StatusAsync(("If-Modified-Since", "yesterday, maybe")));
        Assert.Equal(200, await StatusAsync(("If-Match", etag)));
        Assert.Equal(412, await StatusAsync(("If-Match", "\"x\"")));
        Assert.Equal(412, await StatusAsync(("If-Match", "W/" + etag)));
        Assert.Equal(206, await StatusAsync(("Range", "bytes=0-1"), ("If-Range", etag)));
        Assert.Equal(200, await StatusAsync(("Range", "bytes=0-1"), ("If-Range", "W/" + etag)));
        Assert.Equal(200, await StatusAsync(("Range", "bytes=0-1"), ("If-Range", "\"x\"")));
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData("bytes=0-1", 200)]
    public async Task Head_says_what_get_would(string? range, int status)
    {
        (string, string)[] headers = range is null ? [] : [("Range", range)];
        using var get = await SendAsync(HttpMethod.Get);
        using var head = await SendAsync(HttpMethod.Head, headers);

        Assert.Equal(status, (int)head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Lines(get), Lines(head));
    }

    [Fact]
    public async Task Options_and_unknown_methods_are_answered()
    {
        using var options = await SendAsync(HttpMethod.Options);
        using var post = await SendAsync(HttpMethod.Post);
        using var odd = await SendAsync(new HttpMethod("BREW"));

        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS", string.Join(", ", options.Content.Headers.Allow));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, odd.StatusCode);
        Assert.Equal("GET, HEAD, OPTIONS", string.Join(", ", odd.Content.Headers.Allow));
    }

    [Fact]
    public async Task Token_alone_opens_nothing()
    {
        var token = url.Split('/')[^2];
        string[] others =
        [
            $"/apps/{new string('a', 24)}/{token}/a.txt", $"/apps/{server.AppId}/{token}/b.txt", $"/apps/{server.AppId}/{token}/",
            $"/apps/{server.AppId}/conversations/{new string('a', 24)}/{token}/a.txt", $"/apps/{server.AppId}/{token}",
            $"/apps/{server.AppId}/{new string('A', 24)}/a.txt",
        ];
        foreach (var other in others)
        {
            using var response = await client.GetAsync(other, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData("%2e%2e/%2e%2e/{token}/a.txt")]
    [InlineData("../{token}/a.txt")]
    [InlineData("{token}/..%2fa.txt")]
    [InlineData("{token}/%252e%252e%252fa.txt")]
    [InlineData("{token}/%c0%af")]
    [InlineData("{token}\\a.txt")]
    [InlineData("{token}/a.txt%00")]
    [InlineData("{token}//a.txt")]
    [InlineData("{token}/a.txt/")]
    public async Task Odd_path_opens_nothing(string path)
    {
        var target = $"/apps/{server.AppId}/{path.Replace("{token}", url.Split('/')[^2], StringComparison.Ordinal)}";

        var answer = await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

        Assert.True(answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
        Assert.DoesNotContain(Content, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_file_is_gone_at_once_and_one_caller_has_removed_it()
    {
        using var before = await SendAsync(HttpMethod.Get);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Uploads.RemoveAsync(server, url)));
        using var after = await SendAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.Equal("no-store", after.Headers.CacheControl!.ToString());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound));
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("https://elsewhere.example/apps/x", 400, "Unsupported media URL for attachment deletion: https://elsewhere.example/apps/x")]
    [InlineData("no url", 400, "'mediaUrl' should be a URL")]
    public async Task Url_that_is_not_ours_is_not_removed(string mediaUrl, int status, string title)
    {
        using var response = await Uploads.RemoveAsync(server, mediaUrl);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(title, await Uploads.TitleOfAsync(response));
    }

    [Fact]
    public async Task Storm_for_a_missing_token_asks_the_rows_once()
    {
        const int Tokens = 200;
        var reads = 0;
        await using var counted = new Parhelion.Core.Catalog.SqliteDatabase(
            Path.Combine(server.DataDirectory, "parhelion.db"), Parhelion.Core.Blobs.Durability.Os, TimeProvider.System);
        var catalog = new AttachmentCache<string>(
            new CountingDatabase(counted, () => Interlocked.Increment(ref reads)), row => row.Id, 10 * Tokens,
            new Parhelion.Core.Catalog.CachedRowLifetime(null, TimeProvider.System));

        for (var token = 0; token < Tokens; token++)
        {
            var key = BlobKey.New();
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => Assert.Null(await catalog.FindAsync(key)))));
        }

        Assert.Equal(Tokens, reads);
    }

    // From a store such as S3, which has no files that could be read at once.
    [Fact]
    public async Task Small_file_of_another_store_is_read_from_it_once_until_it_is_removed()
    {
        CountingBlobStore? store = null;
        await using var remote = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => store = new CountingBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os))),
            TestContext.Current.CancellationToken);
        using var reader = remote.CreateAnonymousClient();
        var stored = await Uploads.UploadAsync(remote, Encoding.ASCII.GetBytes(Content), "a.txt");
        var path = new Uri(stored).AbsolutePath;

        for (var i = 0; i < 3; i++) Assert.Equal(Content, await reader.GetStringAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal(1, store!.Reads);
        using var removed = await Uploads.RemoveAsync(remote, stored);
        using var gone = await reader.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task File_just_uploaded_is_in_memory_until_it_is_removed()
    {
        var catalog = server.Services.GetRequiredService<AttachmentCache<MediaFileInfo>>();
        var key = BlobKey.Parse(new Uri(url).Segments[^2].TrimEnd('/'));

        Assert.Equal(key, catalog.TryFind(key)?.Key);
        using var removed = await Uploads.RemoveAsync(server, url);
        Assert.Null(catalog.TryFind(key));
        Assert.Equal(404, await StatusAsync());
    }

    [Fact]
    public void File_just_uploaded_is_not_remembered_when_something_was_removed_meanwhile_or_nothing_is_remembered()
    {
        var uploaded = Row();

        Assert.Equal(uploaded.Id, Remembered(null, isRemoved: false));
        Assert.Equal(uploaded.Id, Remembered(TimeSpan.FromMinutes(1), isRemoved: false));
        Assert.Null(Remembered(TimeSpan.Zero, isRemoved: false));
        Assert.Null(Remembered(null, isRemoved: true));

        string? Remembered(TimeSpan? life, bool isRemoved)
        {
            var catalog = new AttachmentCache<string>(
                server.Services.GetRequiredService<Parhelion.Core.Catalog.Database>(), row => row.Id, 100,
                new Parhelion.Core.Catalog.CachedRowLifetime(life, TimeProvider.System));
            var mark = catalog.CurrentGeneration();
            if (isRemoved) catalog.Forget([BlobKey.New()]);
            catalog.Remember(uploaded, mark);
            return catalog.TryFind(uploaded.Key);
        }
    }

    private static Parhelion.Core.Catalog.AttachmentRow Row() => new()
    {
        Key = BlobKey.New(),
        Id = new string('a', 24),
        AppId = new string('b', 24),
        FileName = "a.txt",
        MediaType = "text/plain",
        Size = 1,
        Sha256 = new byte[32],
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static List<string> Lines(HttpResponseMessage response) =>
    [
        .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "X-Request-ID" or "X-Request-Id"))
            .Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal),
    ];

    private async Task<int> StatusAsync(params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, headers);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class CountingBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
    {
        public int Reads { get; private set; }

        public override ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
        {
            Reads++;
            return base.OpenAsync(key, offset, count, cancellationToken);
        }
    }
}
