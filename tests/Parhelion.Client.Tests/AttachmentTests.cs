using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Attachments, against the real server.</summary>
public sealed class AttachmentTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private ParhelionClient client = null!;

    public static TheoryData<string> Names => ["picture.png", "Résumé d'été 日本語.png", "two  spaces; and=signs, 100%.png", "\"quoted\".png"];

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.Settings["Limits:UploadBytes"] = "3000000");
        client = server.CreateParhelionClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_uploaded_can_be_read_and_what_is_removed_cannot()
    {
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromFile(Files.PathOf("png")));
        Assert.Equal("image/png", attachment.MediaType);
        Assert.EndsWith("/sample.png", attachment.MediaUrl, StringComparison.Ordinal);
        Assert.Equal(Files.Png, await ReadAsync(attachment.MediaUrl));

        await client.Attachments.DeleteAttachmentAsync(server.AppId, attachment.MediaUrl);

        var gone = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync(attachment.MediaUrl));
        Assert.Equal(404, gone.Status);
        var again = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DeleteAttachmentAsync(server.AppId, attachment.MediaUrl));
        Assert.Equal((404, ProblemCodes.NotFound, "Attachment not found"), (again.Status, again.Code, again.Errors[0].Title));
        Assert.False(again.IsTransient);
    }

    [Fact]
    public async Task Every_kind_of_source_arrives_whole()
    {
        var bytes = Files.PngOf(1_500_000);
        var position = new MemoryStream([.. new byte[10], .. bytes]) { Position = 10 };
        UploadSource[] sources =
        [
            UploadSource.FromBytes(bytes, "bytes.png"), UploadSource.FromStream(position, "position.png"), UploadSource.FromStream(new OneWay(bytes), "oneway.png"),
        ];

        foreach (var source in sources)
        {
            var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", source);
            Assert.Equal(bytes, await ReadAsync(attachment.MediaUrl));
        }

        Assert.True(position.CanRead);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_arrive_as_they_are(string name)
    {
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", Files.Picture(name));

        await using var download = await client.Attachments.DownloadAsync(attachment.MediaUrl);
        Assert.Equal(name, download.FileName);
    }

    [Fact]
    public async Task A_capture_has_status_headers_and_request_id_of_any_call()
    {
        using var all = ResponseCapture.Start();
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", Files.Picture());
        var upload = all.Response!;
        Assert.Equal(201, upload.Status);
        Assert.NotEmpty(upload.RequestId!);

        using (var inner = ResponseCapture.Start())
        {
            await using var download = await client.Attachments.DownloadAsync(attachment.MediaUrl);
            Assert.Equal(200, download.Status);
            Assert.Equal(TimeSpan.FromMinutes(15), inner.Response!.Headers.CacheControl!.MaxAge);
            Assert.Same(inner.Response, all.Response);
        }

        await client.Attachments.DeleteAttachmentAsync(server.AppId, attachment.MediaUrl);
        Assert.NotEqual(upload.RequestId, all.Response!.RequestId);
        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync(attachment.MediaUrl));
        Assert.Equal(404, all.Response!.Status);

        all.Dispose();
        await client.Apps.GetTokenInfoAsync();
        Assert.Equal(404, all.Response!.Status);
    }

    [Fact]
    public async Task A_refused_upload_says_why()
    {
        var extension = await UploadFailsAsync(Files.Picture("a.exe"));
        Assert.Equal((415, ProblemCodes.UnsupportedMediaType, "File rejected. File extension not allowed"), (extension.Status, extension.Code, extension.Errors[0].Title));
        Assert.Contains(extension.RequestId!, extension.Message, StringComparison.Ordinal);
        Assert.Contains("File extension not allowed", extension.Message, StringComparison.Ordinal);

        var access = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync(server.AppId, "secret", Files.Picture()));
        Assert.Equal((400, ProblemCodes.BadRequest), (access.Status, access.Code));

        var size = await UploadFailsAsync(UploadSource.FromBytes(Files.PngOf(3_000_001), "large.png"));
        Assert.Equal((413, ProblemCodes.PayloadTooLarge), (size.Status, size.Code));
        Assert.Equal(1, size.Attempts);
    }

    [Fact]
    public async Task A_refusal_before_the_body_is_read_costs_no_transfer()
    {
        var source = new CountingStream(Files.PngOf(2_500_000));

        var refused = await UploadFailsAsync(UploadSource.FromStream(source, "large.exe"), "/sc");
        Assert.Equal(415, refused.Status);

        using var nobody = new ParhelionClient(new ParhelionClientOptions { Host = server.Url, Credentials = ParhelionCredentials.Basic("app_1", "wrong") });
        source = new CountingStream(Files.PngOf(2_500_000));
        var denied = await Assert.ThrowsAsync<ParhelionException>(
            () => nobody.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromStream(source, "large.png")));
        Assert.Equal(401, denied.Status);
        Assert.Equal(0, source.Count);
    }

    [Fact]
    public async Task Progress_ends_with_everything()
    {
        var reports = new Reports<UploadProgress>();
        await client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromBytes(Files.PngOf(2_000_000), "a.png"), new UploadAttachmentOptions { Progress = reports });

        Assert.Equal(new UploadProgress(2_000_000, 2_000_000), reports.All[^1]);
        Assert.Single(reports.All, report => report.BytesSent == 2_000_000);
        Assert.Equal(reports.All.OrderBy(report => report.BytesSent), reports.All);
    }

    [Fact]
    public async Task Parts_of_a_file_can_be_read()
    {
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", Files.Picture());

        await using var middle = await client.Attachments.DownloadAsync(attachment.MediaUrl, new DownloadOptions { Offset = 10, Length = 20 });
        Assert.Equal((206, 10, 20, Files.Png.Length), (middle.Status, middle.Offset, middle.Length, middle.TotalLength));
        Assert.Equal(Files.Png[10..30], await ReadAsync(middle));

        await using var rest = await client.Attachments.DownloadAsync(attachment.MediaUrl, new DownloadOptions { Offset = 30, IfRange = middle.ETag });
        Assert.Equal(Files.Png[30..], await ReadAsync(rest));

        await using var other = await client.Attachments.DownloadAsync(attachment.MediaUrl, new DownloadOptions { Offset = 30, IfRange = "\"another\"" });
        Assert.Equal((200, 0), (other.Status, other.Offset));

        var outside = await Assert.ThrowsAsync<ParhelionException>(
            () => client.Attachments.DownloadAsync(attachment.MediaUrl, new DownloadOptions { Offset = Files.Png.Length }));
        Assert.Equal(416, outside.Status);
    }

    [Fact]
    public async Task Download_to_a_stream_reports_how_far_it_is()
    {
        var bytes = Files.PngOf(2_000_000);
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromBytes(bytes, "a.png"));
        var (destination, reports) = (new MemoryStream(), new Reports<DownloadProgress>());

        var count = await client.Attachments.DownloadToAsync(attachment.MediaUrl, destination, new DownloadOptions { Progress = reports });

        Assert.Equal(bytes.Length, count);
        Assert.Equal(bytes, destination.ToArray());
        Assert.Equal(new DownloadProgress(bytes.Length, bytes.Length), reports.All[^1]);
    }

    [Fact]
    public async Task Attachments_are_listed_by_pages_and_filters_and_say_what_keeps_them()
    {
        await using var ownServer = await ParhelionServer.StartAsync();
        using var ownClient = ownServer.CreateParhelionClient();
        var (attachments, appId) = (ownClient.Attachments, ownServer.AppId);
        var urls = new List<string>();
        foreach (var name in (string[])["a.txt", "b & c.txt", "d.txt"])
        {
            urls.Add((await attachments.UploadAttachmentAsync(appId, AttachmentAccess.Private, "text"u8.ToArray(), name)).MediaUrl);
        }

        var all = await attachments.ListAttachmentsAsync(appId, page: new PageRequest { Size = 1 }).ToListAsync();
        var filter = new AttachmentFilter
        {
            Name = "B & C",
            MediaType = "text/*",
            Access = AttachmentAccess.Private,
            CreatedAfter = all[1].CreatedAt,
            CreatedBefore = all[1].CreatedAt.AddTicks(1),
        };
        var one = Assert.Single(await attachments.ListAttachmentsAsync(appId, filter).ToListAsync());
        var newer = await attachments.ListAttachmentsAsync(appId, page: new PageRequest { Before = all[2].Id, Size = 1 }).ToListAsync();
        var details = await attachments.GetAttachmentAsync(appId, one.Id);

        Assert.Equal(urls.AsEnumerable().Reverse(), all.Select(attachment => attachment.MediaUrl));
        Assert.Equal((all[1], "b & c.txt", 4L), (one, one.FileName, one.Size));
        Assert.Equal([all[1], all[0]], newer);
        Assert.Equal(one with { HeldBy = new AttachmentHolders { App = true } }, details);
        Assert.Empty(await attachments.ListAttachmentsAsync(appId, filter with { ConversationId = appId }).ToListAsync());
        var missing = await Assert.ThrowsAsync<ParhelionException>(() => attachments.GetAttachmentAsync(appId, appId));
        Assert.Equal(404, missing.Status);
        Assert.Equal("a.png", ParhelionModelFactory.AttachmentDetails().FileName);
    }

    [Fact]
    public async Task Details_have_the_dimensions()
    {
        await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, UploadSource.FromFile(Files.PathOf("mp4")));

        var one = Assert.Single(await client.Attachments.ListAttachmentsAsync(server.AppId, new AttachmentFilter { Name = "sample.mp4" }).ToListAsync());
        var details = await client.Attachments.GetAttachmentAsync(server.AppId, one.Id);

        Assert.Equal((64, 48, 0.6), (one.Width, one.Height, one.Duration));
        Assert.Equal((64, 48, 0.6), (details.Width, details.Height, details.Duration));
        var made = ParhelionModelFactory.AttachmentDetails(width: 3, height: 2, duration: 1.5);
        Assert.Equal((3, 2, 1.5), (made.Width, made.Height, made.Duration));
    }

    [Fact]
    public async Task Usage_tells_how_much_is_stored_and_what_happened()
    {
        var (attachments, appId) = (client.Attachments, server.AppId);
        var before = await attachments.GetUsageAsync(appId);
        var url = (await attachments.UploadAttachmentAsync(appId, "public", "text"u8.ToArray(), "a.txt")).MediaUrl;
        await attachments.UploadAttachmentAsync(appId, "public", "longer text"u8.ToArray(), "b.txt");
        await attachments.DeleteAttachmentAsync(appId, url);

        var usage = await attachments.GetUsageAsync(appId);

        Assert.Equal((before.Count + 1, before.Bytes + 11, null, null), (usage.Count, usage.Bytes, usage.QuotaCount, usage.QuotaBytes));
        Assert.Equal(usage.Bytes, usage.ByMediaType.Sum(type => type.Bytes));
        Assert.Contains(usage.ByMediaType, type => type is { MediaType: "text/plain", Count: >= 1, Bytes: >= 11 });
        Assert.Equal(usage.Count, usage.ByDay.Sum(day => day.Uploads - day.Deletions));
        Assert.All(usage.ByDay, day => Assert.True(DateOnly.TryParseExact(day.Date, "yyyy-MM-dd", out _)));
        var missing = await Assert.ThrowsAsync<ParhelionException>(() => attachments.GetUsageAsync("0123456789abcdef01234567"));
        Assert.Equal(403, missing.Status);
    }

    [Fact]
    public async Task Receipts_tell_what_was_deleted()
    {
        List<string> urls = [];
        for (var i = 0; i < 3; i++) urls.Add((await client.Attachments.UploadAttachmentAsync(server.AppId, "public", Files.Picture())).MediaUrl);
        foreach (var url in urls) await client.Attachments.DeleteAttachmentAsync(server.AppId, url);

        var one = await client.Attachments.ListReceiptsAsync(server.AppId, urls[1]).ToListAsync();
        Assert.Equal((ReceiptReasons.Removed, Files.Png.Length, server.AppKeyId), (Assert.Single(one).Reason, one[0].Size, one[0].RequestedBy));
        var paged = await client.Attachments.ListReceiptsAsync(server.AppId, page: new PageRequest { Size = 1 }).ToListAsync();
        Assert.Equal(3, paged.Select(receipt => receipt.MediaUrlHash).Distinct().Count());
    }

    [Fact]
    public async Task Cancelling_is_cancellation_and_nothing_else()
    {
        using var cancel = new CancellationTokenSource();
        var source = new CancellingStream(Files.PngOf(2_500_000), cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromStream(source, "a.png"), cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_told_as_it_is()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromFile(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png"))));
        var broken = new BrokenStream(Files.PngOf(2_500_000));
        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => client.Attachments.UploadAttachmentAsync(server.AppId, "public", UploadSource.FromStream(broken, "a.png")));
        Assert.Equal("The disk has a scratch.", fault.Message);
    }

    private async Task<byte[]> ReadAsync(string url)
    {
        await using var download = await client.Attachments.DownloadAsync(url);
        return await ReadAsync(download);
    }

    private static async Task<byte[]> ReadAsync(AttachmentDownload download)
    {
        var bytes = new MemoryStream();
        await download.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<ParhelionException> UploadFailsAsync(UploadSource source, string prefix = "")
    {
        using var other = server.CreateParhelionClient(options => options.Host = new Uri(server.Url.AbsoluteUri.TrimEnd('/') + prefix));
        return await Assert.ThrowsAsync<ParhelionException>(() => other.Attachments.UploadAttachmentAsync(server.AppId, "public", source));
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Count { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            Count += count;
            return count;
        }
    }

    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource cancel) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 0) cancel.Cancel();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 0 ? throw new InvalidDataException("The disk has a scratch.") : base.ReadAsync(buffer, cancellationToken);
    }
}
