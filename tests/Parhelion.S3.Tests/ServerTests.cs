using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Parhelion.Server.Tests;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

public sealed class CephServerTests() : ServerTests("ceph");

public sealed class SwiftServerTests() : ServerTests("swift");

/// <summary>The server over a real S3 store: an attachment from its upload to its receipt, a crash on the way, and readers that are redirected.</summary>
public abstract class ServerTests(string engineName) : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-s3-server-").FullName;
    private S3Engine engine = null!;
    private string bucket = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await S3Engine.GetAsync(engineName);
        bucket = await engine.NewBucketAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(directory, recursive: true);
        return default;
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(50_000_000)]
    public async Task Attachment_lives_and_goes(int size)
    {
        await using var server = await StartAsync();
        var bytes = Png(size);
        using var client = server.CreateAnonymousClient();

        var url = await Uploads.UploadAsync(server, bytes, "a.png");

        using var whole = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal("image/png", whole.Content.Headers.ContentType!.ToString());
        Assert.True((await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(bytes));
        foreach (var (from, to) in ((int, int)[])[(0, 0), (100, 2000), (size - 10, size - 1)])
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(from, to) } };
            using var part = await client.SendAsync(ask, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(bytes[from..(to + 1)], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        Assert.Single(await engine.ContentsAsync(bucket));
        using (var removed = await Uploads.RemoveAsync(server, url)) Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        using (var gone = await client.GetAsync(url, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await UntilEmptyAsync();
        await UntilErasedAsync(server, url);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(20 << 20)]
    public async Task Document_is_judged_by_its_end_and_leaves_nothing_when_it_is_refused(int size)
    {
        await using var server = await StartAsync();

        using (var refused = await Uploads.PostAsync(server, new ByteArrayContent(Document(size, "word/vbaProject.bin")), "a.docx")) Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Empty(await engine.ContentsAsync(bucket));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "staging")));

        await Uploads.UploadAsync(server, Document(size, "word/styles.xml"), "a.docx");
        Assert.Single(await engine.ContentsAsync(bucket));
    }

    private static byte[] Document(int size, string last)
    {
        const string types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' "
            + "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in ((string, byte[])[])[("[Content_Types].xml", Encoding.UTF8.GetBytes(types)), ("word/media/a.bin", new byte[size]), (last, [1])])
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    [Fact]
    public async Task Upload_that_its_client_breaks_off_leaves_nothing()
    {
        await using var server = await StartAsync();
        await using (var connection = await Uploads.ConnectAsync(server))
        {
            await BeginUploadAsync(connection, Uploads.Head(server, "multipart/form-data; boundary=xyz", "Content-Length: 50000000"), 20 << 20);
            await UntilAsync(async () => (await engine.ContentsAsync(bucket)).Count == 1, "No upload in parts was begun.");
        }

        await UntilEmptyAsync();
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "staging")));
    }

    [Fact]
    public async Task Upload_that_a_crash_breaks_off_is_swept_up()
    {
        string[] settings = [.. engine.Settings(bucket).Select(setting => $"{setting.Key}={setting.Value}")];
        await using (var server = await ServerProcess.StartAsync(directory, settings))
        {
            using var endless = new Endless();
            var upload = server.UploadAsync(endless, "a.png");
            await UntilAsync(async () => (await engine.ContentsAsync(bucket)).Count == 1, "No upload in parts was begun.");
            server.Kill();
            endless.End();
            await Assert.ThrowsAnyAsync<Exception>(() => upload);
        }

        Assert.Single(await engine.ContentsAsync(bucket));
        await using var next = await ServerProcess.StartAsync(directory, [.. settings, "Sweep:OrphanAge=00:00:00", "Sweep:OrphanInterval=00:00:01", "Uploads:ResumableAfter=00:00:01"]);

        await UntilEmptyAsync();
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(directory, "staging")));
    }

    [Fact]
    public async Task Ready_and_verify_look_into_the_bucket()
    {
        await using (var server = await StartAsync(options => options.DataDirectory = directory))
        {
            using var client = server.CreateAnonymousClient();
            Assert.StartsWith("{\"status\":\"ready\"", await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            await Uploads.UploadAsync(server, Png(5000), "a.png");
        }

        var settings = engine.Settings(bucket).Select(setting => $"--Parhelion:{setting.Key}={setting.Value}").ToArray();
        var (exitCode, output) = await ServerProcess.VerifyAsync(directory, ["--bytes", .. settings]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("1 attachments, 1 blobs, 0 faults", output, StringComparison.Ordinal);

        await engine.Client.DeleteObjectAsync(bucket, Assert.Single(await engine.ContentsAsync(bucket)), TestContext.Current.CancellationToken);
        (exitCode, output) = await ServerProcess.VerifyAsync(directory, settings);
        Assert.Equal(1, exitCode);
        Assert.Contains("missing blob", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_is_gone_is_503_and_not_ready()
    {
        var gone = new FaultyProxy(engine.Endpoint);
        await using var server = await StartAsync(options => options.Settings["Blobs:S3:Endpoint"] = gone.Url.AbsoluteUri);
        using var client = server.CreateAnonymousClient();
        var url = await Uploads.UploadAsync(server, Png(5000), "a.png");

        await gone.DisposeAsync();

        using (var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using (var read = await client.GetAsync(url, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
        using var upload = await Uploads.PostAsync(server, new ByteArrayContent(Png(5000)), "a.png");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, upload.StatusCode);
    }

    [Fact]
    public async Task Redirect_sends_the_reader_to_the_store()
    {
        await using var server = await StartAsync(options => options.Settings["Media:Delivery"] = "Redirect");
        var bytes = Png(100_000);
        var url = await Uploads.UploadAsync(server, bytes, "ä b.png");
        using var client = server.CreateAnonymousClient();

        using var redirect = await client.GetAsync(url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Assert.Equal("public, max-age=450", redirect.Headers.CacheControl!.ToString());
        Assert.Contains($"app-{server.AppId}", redirect.Headers.GetValues("Cache-Tag").Single(), StringComparison.Ordinal);
        // A 304 would renew a redirect to a URL that has had its time.
        Assert.Null(redirect.Headers.ETag);
        Assert.Null(redirect.Content.Headers.LastModified);
        Assert.InRange(LifeOf(redirect.Headers.Location!), 900, 901);
        using var bucketClient = new HttpClient();
        using var file = await bucketClient.GetAsync(redirect.Headers.Location, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/png", file.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("inline; ", file.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal("max-age=450, public", string.Join(", ", file.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));

        using var known = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { new EntityTagHeaderValue($"\"{new Uri(url).Segments[^2].TrimEnd('/')}\"") } } };
        using var notModified = await client.SendAsync(known, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);

        using (await Uploads.RemoveAsync(server, url)) await UntilEmptyAsync();
        using var gone = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var goneThere = await bucketClient.GetAsync(redirect.Headers.Location, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, goneThere.StatusCode);
    }

    [Fact]
    public async Task Head_is_answered_without_a_redirect()
    {
        (string Name, string Value)[][] asked =
        [
            [], [("Range", "bytes=0-9")], [("Range", "bytes=9000-")], [("If-None-Match", "*")], [("If-None-Match", "\"x\"")], [("If-Match", "\"x\"")],
            [("If-Modified-Since", "Mon, 01 Jun 2099 12:00:00 GMT")], [("If-Unmodified-Since", "Mon, 01 Jun 2020 12:00:00 GMT")],
        ];
        var expected = new List<string>();
        string url;
        await using (var streaming = await StartAsync(options => options.DataDirectory = directory))
        {
            url = await Uploads.UploadAsync(streaming, Png(5000), "ä b.png");
            foreach (var headers in asked) expected.Add(await HeadAsync(streaming, url, headers));
        }

        await using var server = await StartAsync(options => (options.DataDirectory, options.Settings["Media:Delivery"]) = (directory, "Redirect"));

        foreach (var (index, headers) in asked.Index()) Assert.Equal(expected[index], await HeadAsync(server, url, headers));
        Assert.StartsWith("200\n", expected[0], StringComparison.Ordinal);
        Assert.Contains("Content-Length: 5000", expected[0], StringComparison.Ordinal);

        using var removed = await Uploads.RemoveAsync(server, new Uri(server.Url, new Uri(url).AbsolutePath).AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.StartsWith("404\n", await HeadAsync(server, url, []), StringComparison.Ordinal);
    }

    // The status and all header fields but those that differ with each answer.
    private static async Task<string> HeadAsync(ParhelionServer server, string url, (string Name, string Value)[] headers)
    {
        using var client = server.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(url).AbsolutePath);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var fields = response.Headers.Concat(response.Content.Headers).Where(field => field.Key is not ("Date" or "X-Request-ID")).OrderBy(field => field.Key, StringComparer.Ordinal);
        return $"{(int)response.StatusCode}\n{string.Join('\n', fields.Select(field => $"{field.Key}: {string.Join(", ", field.Value)}"))}";
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(-5)]
    [InlineData(20)]
    public async Task Redirect_of_a_node_whose_clock_is_wrong_leads_to_the_file(int minutesAhead)
    {
        string[] settings = [.. engine.Settings(bucket).Select(setting => $"{setting.Key}={setting.Value}"), "Media:Delivery=Redirect", "Media:CacheSeconds=60"];
        await using var server = await ServerProcess.StartAsync(directory, WrongClock.Environment(TimeSpan.FromMinutes(minutesAhead)), settings);
        var bytes = Png(100_000);
        var (status, path) = await server.UploadAsync(new ByteArrayContent(bytes), "a.png");
        Assert.Equal(201, status);

        using var reader = new HttpClient();
        using var file = await reader.GetAsync(new Uri(server.Url, path), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, engine.Endpoint.Port), (file.StatusCode, file.RequestMessage!.RequestUri!.Port));
        Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.InRange(LifeOf(file.RequestMessage.RequestUri), 58, 62);
        var ready = await reader.GetStringAsync(new Uri(server.Url, "/readyz"), TestContext.Current.CancellationToken);
        Assert.Contains("\"clock\",\"state\":\"warning\"", ready, StringComparison.Ordinal);
        Assert.Contains($" ms {(minutesAhead < 0 ? "behind" : "ahead of")} that of the blob store.", ready, StringComparison.Ordinal);

        Assert.Equal(200, await server.RemoveAsync(path!));
        await UntilEmptyAsync();
    }

    [Fact]
    public async Task Redirect_of_a_private_file_is_kept_by_nobody()
    {
        await using var server = await StartAsync(options => options.Settings["Media:Delivery"] = "Redirect");
        var attachments = server.CreateParhelionClient().Attachments;
        using var content = new MemoryStream(Png(5000));
        var attachment = await attachments.UploadAttachmentAsync(server.AppId, "private", UploadSource.FromStream(content, "a.png"), cancellationToken: TestContext.Current.CancellationToken);
        using (var stranger = server.CreateAnonymousClient())
        {
            using var refused = await stranger.GetAsync(attachment.MediaUrl, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Null(refused.Headers.Location);
            using var refusedHead = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Head, attachment.MediaUrl), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refusedHead.StatusCode);
        }

        using var owner = server.CreateClient();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = owner.DefaultRequestHeaders.Authorization;
        using var redirect = await client.GetAsync(attachment.MediaUrl, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Assert.Equal(["no-store", "private"], redirect.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
        Assert.InRange(LifeOf(redirect.Headers.Location!), 60, 61);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, attachment.MediaUrl), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, 5000), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
        Assert.Equal(["no-store", "private"], head.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
        using var bucketClient = new HttpClient();
        using var file = await bucketClient.GetAsync(redirect.Headers.Location, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(["no-store", "private"], file.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
    }

    internal static byte[] Png(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        Uploads.Png.CopyTo(bytes, 0);
        return bytes;
    }

    // The SDK counts a second that has begun.
    private static int LifeOf(Uri url) =>
        int.Parse(url.Query.Split("X-Amz-Expires=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture);

    private Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions>? configure = null) => ParhelionServer.StartAsync(
        options =>
        {
            foreach (var (name, value) in engine.Settings(bucket)) options.Settings[name] = value;
            configure?.Invoke(options);
        },
        TestContext.Current.CancellationToken);

    private static async Task BeginUploadAsync(Stream connection, string head, int size)
    {
        await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head + "\r\n--xyz\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.png\"\r\n\r\n"), TestContext.Current.CancellationToken);
        await connection.WriteAsync(Png(size), TestContext.Current.CancellationToken);
    }

    private Task UntilEmptyAsync() => UntilAsync(async () => (await engine.ContentsAsync(bucket)).Count == 0, "The bucket is not empty.");

    private static Task UntilErasedAsync(ParhelionServer server, string url) => UntilAsync(
        async () =>
        {
            await foreach (var receipt in server.CreateParhelionClient().Attachments.ListReceiptsAsync(server.AppId, url))
            {
                if (receipt.ErasedAt is not null) return true;
            }

            return false;
        },
        "The receipt was not stamped.");

    private static async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        for (var round = 0; !await condition(); round++)
        {
            Assert.True(round < 300, otherwise);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>20 MiB of a file of 50 MB, and then silence.</summary>
    private sealed class Endless : HttpContent
    {
        private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End() => end.SetException(new IOException("The server was killed."));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Png(20 << 20));
            await stream.FlushAsync();
            await end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 50_000_000;
            return true;
        }
    }
}
