using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Parhelion.Client.Tests;

/// <summary>Large files continue after a failure where the server has them, and nothing is sent twice that the server has.</summary>
public sealed class ResumableUploadTests : IDisposable
{
    private readonly byte[] bytes = Files.PngOf(1_000_000);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");

    public static TheoryData<string> Sources => ["path", "bytes", "stream"];

    public static TheoryData<string> Faults => ["cut", "503", "500", "408", "429", "409"];

    public void Dispose() => File.Delete(path);

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_broken_connection_costs_only_the_bytes_that_the_server_does_not_have(string kind)
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH", upTo: 3) ? call.CutAfterAsync(200_000) : Task.FromResult(false));
        using var client = server.Client();

        var attachment = await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source(kind));

        Assert.Equal("https://files.example.net/a.png", attachment.MediaUrl);
        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD", "PATCH 200000", "HEAD", "PATCH 400000", "HEAD", "PATCH 600000"], server.Requests);
        Assert.Equal(bytes, server.Stored);
        Assert.Equal(bytes.Length, server.Received);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_that_may_pass_is_followed_by_the_rest(string fault)
    {
        await using var server = await DraftServer.StartAsync(call => !call.Is("PATCH", upTo: 1) ? Task.FromResult(false) : fault switch
        {
            "cut" => call.CutAfterAsync(300_000),
            "409" => call.SaysAsync(409, 300_000, ("Upload-Offset", "300000"), ("Upload-Complete", "?0")),
            _ => call.SaysAsync(int.Parse(fault, CultureInfo.InvariantCulture), 300_000),
        });
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes"));

        Assert.Equal("PATCH 300000", server.Requests[^1]);
        Assert.Equal(bytes, server.Stored);
        Assert.Equal(fault == "409" ? 0 : 1, server.Requests.Count(request => request == "HEAD"));
    }

    [Fact]
    public async Task A_small_file_and_a_source_that_cannot_seek_are_sent_as_forms()
    {
        await using var server = await DraftServer.StartAsync();
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Files.PngOf(100_000), "a.png");
        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, new OneWay(bytes), "a.png");

        Assert.Equal(["FORM", "FORM"], server.Requests);
    }

    [Fact]
    public async Task The_creation_tells_length_and_name_and_the_server_is_asked_once()
    {
        await using var server = await DraftServer.StartAsync();
        using var client = server.Client();

        for (var i = 0; i < 2; i++) await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "Zürich \"1\".png");

        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "POST", "PATCH 0"], server.Requests);
        var created = server.Headers["POST"];
        Assert.Equal("?0 1000000 0 image/png", $"{created["Upload-Complete"]} {created["Upload-Length"]} {created.ContentLength} {created.ContentType}");
        Assert.Equal("inline; filename=\"Z_rich _1_.png\"; filename*=UTF-8''Z%C3%BCrich%20%221%22.png", created.ContentDisposition);
        Assert.Equal("?1 application/partial-upload", $"{server.Headers["PATCH"]["Upload-Complete"]} {server.Headers["PATCH"].ContentType}");
    }

    [Fact]
    public async Task A_long_upload_over_a_bad_network_is_not_given_up_while_it_advances()
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH", upTo: 19) ? call.CutAfterAsync(50_000) : Task.FromResult(false));
        using var client = server.Client(options => options.MaxRetries = 1);

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("path"));

        Assert.Equal(bytes, server.Stored);
        Assert.Equal(20, server.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_upload_that_does_not_advance_fails_and_can_be_continued_later()
    {
        var isDown = true;
        await using var server = await DraftServer.StartAsync(call => isDown && call.Is("PATCH") ? call.CutAfterAsync(call.Number == 1 ? 300_000 : 0) : Task.FromResult(false));
        using var client = server.Client();
        var stream = new MemoryStream(bytes);

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, stream, "a.png"));
        isDown = false;
        Assert.Equal((true, false, 0), (failed.IsTransient, failed.MayHaveBeenExecuted, stream.Position));
        Assert.Equal(5, server.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
        var reports = new Reports<UploadProgress>();
        await client.Attachments.UploadAttachmentAsync(
            "a", AttachmentAccess.Public, stream, "a.png", new UploadAttachmentOptions { ResumeFrom = failed.ResumableUpload, Progress = reports });

        Assert.Equal(["HEAD", "PATCH 300000"], server.Requests[^2..]);
        Assert.Equal(bytes, server.Stored);
        Assert.Equal((new UploadProgress(300_000, 1_000_000), new UploadProgress(1_000_000, 1_000_000)), (reports.All[0], reports.All[^1]));
    }

    [Fact]
    public async Task A_cancelled_upload_can_be_continued_by_another_client()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (!call.Is("PATCH", upTo: 1)) return false;
            await call.CutAfterAsync(400_000);
            await cancel.CancelAsync();
            return true;
        });
        using var client = server.Client(options => options.RetryDelay = TimeSpan.FromSeconds(20));
        ResumableUpload? kept = null;
        var options = new UploadAttachmentOptions { ResumableUploadCreated = upload => kept = upload };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes"), options, cancel.Token));
        using var other = server.Client();
        await other.Attachments.UploadAttachmentAsync(
            "a", AttachmentAccess.Public, Source("path"), new UploadAttachmentOptions { ResumeFrom = new ResumableUpload(kept!.Url, kept.Length) });

        Assert.Equal("PATCH 400000", server.Requests[^1]);
        Assert.Equal(bytes, server.Stored);
    }

    [Fact]
    public async Task A_lost_answer_is_fetched_and_nothing_is_stored_twice()
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH") ? call.LosesAnswerAsync() : Task.FromResult(false));
        using var client = server.Client();

        var attachment = await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes"));

        Assert.Equal("image/png", attachment.MediaType);
        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD", "GET"], server.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task An_upload_that_is_gone_begins_anew_once(int status)
    {
        var goneHeads = 1;
        // So large that the client cannot have sent all of it when the connection is cut.
        var film = UploadSource.FromBytes(Files.PngOf(20_000_000), "film.png");
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" when call.Number <= 2 || goneHeads > 1 => call.CutAfterAsync(100_000),
            "HEAD" when call.Number <= goneHeads => call.SaysAsync(status),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, film);
        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD", "POST", "PATCH 0", "HEAD", "PATCH 100000"], server.Requests);

        goneHeads = int.MaxValue;
        var gone = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync(
            "a", AttachmentAccess.Public, film, new UploadAttachmentOptions { ResumeFrom = new ResumableUpload(new Uri($"{server.Url}/uploads/x"), 20_000_000), Progress = new Failing(after: 0) }));
        Assert.Null(gone.ResumableUpload);
    }

    [Fact]
    public async Task A_file_that_is_refused_at_its_end_is_not_sent_again()
    {
        await using var server = await DraftServer.StartAsync(call =>
            call.Is("PATCH") ? call.SaysAsync(415, long.MaxValue, ("Upload-Complete", "?1")) : Task.FromResult(false));
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes")));

        Assert.Equal((415, null, "refused"), (refused.Status, refused.ResumableUpload, refused.Code));
        Assert.Equal(["OPTIONS", "POST", "PATCH 0"], server.Requests);
    }

    [Fact]
    public async Task A_server_error_with_the_whole_file_processed_is_final()
    {
        await using var server = await DraftServer.StartAsync(call =>
            call.Is("PATCH") ? call.SaysAsync(500, long.MaxValue, ("Upload-Complete", "?1")) : Task.FromResult(false));
        using var client = server.Client();

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes")));

        Assert.Equal((500, null), (failed.Status, failed.ResumableUpload));
        Assert.Equal("PATCH 0", server.Requests[^1]);
    }

    [Fact]
    public async Task A_success_that_does_not_complete_is_completed()
    {
        await using var server = await DraftServer.StartAsync(call =>
            call.Is("PATCH", upTo: 1) ? call.SaysAsync(204, long.MaxValue, ("Upload-Complete", "?0")) : Task.FromResult(false));
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("stream"));

        Assert.Equal(["PATCH 0", "HEAD", "PATCH 1000000"], server.Requests[^3..]);
        Assert.True(server.IsComplete);
    }

    [Fact]
    public async Task The_limit_of_one_request_is_kept()
    {
        await using var server = await DraftServer.StartAsync();
        server.Limits = "max-size=50000000, max-append-size=300000;x=1";
        using var client = server.Client();
        var reports = new Reports<UploadProgress>();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("stream"), new UploadAttachmentOptions { Progress = reports });

        Assert.Equal(["PATCH 0", "PATCH 300000", "PATCH 600000", "PATCH 900000"], server.Requests[^4..]);
        Assert.Equal(bytes, server.Stored);
        Assert.Single(reports.All, report => report.BytesSent == 1_000_000);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("beyond")]
    [InlineData("other length")]
    public async Task An_answer_that_fits_no_file_is_a_failure(string answer)
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" => call.CutAfterAsync(100),
            "HEAD" when answer == "none" => call.SaysAsync(204, 0, ("Upload-Offset", "-1")),
            "HEAD" when answer == "beyond" => call.SaysAsync(204, 0, ("Upload-Offset", "1000001")),
            "HEAD" => call.SaysAsync(204, 0, ("Upload-Offset", "100"), ("Upload-Length", "999")),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        var odd = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes")));

        Assert.Contains("does not match the file", odd.Message, StringComparison.Ordinal);
        Assert.Equal((204, 1_000_000, 1), (odd.Status, odd.ResumableUpload?.Length, odd.Attempts));
    }

    [Fact]
    public async Task A_file_that_was_rewritten_meanwhile_is_not_mixed()
    {
        var source = Source("path");
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (!call.Is("PATCH", upTo: 1)) return false;
            await call.CutAfterAsync(100_000);
            await File.WriteAllBytesAsync(path, new byte[bytes.Length]);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            return true;
        });
        using var client = server.Client(options => options.RetryDelay = TimeSpan.FromMilliseconds(500));

        var changed = await Assert.ThrowsAsync<IOException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));

        Assert.Equal("The source changed during the upload.", changed.Message);
    }

    [Fact]
    public async Task Exceptions_of_the_handlers_arrive_unchanged()
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH", upTo: 1) ? call.CutAfterAsync(100_000) : Task.FromResult(false));
        using var client = server.Client();

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => client.Attachments.UploadAttachmentAsync(
            "a", AttachmentAccess.Public, Source("bytes"), new UploadAttachmentOptions { ResumableUploadCreated = _ => throw new TimeZoneNotFoundException() }));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => client.Attachments.UploadAttachmentAsync(
            "a", AttachmentAccess.Public, Source("bytes"), new UploadAttachmentOptions { Progress = new Failing(after: 100_000) }));
    }

    [Fact]
    public async Task Only_the_same_file_can_be_continued()
    {
        using var client = new ParhelionClient("http://127.0.0.1:1", "app_1", "secret");
        var earlier = new UploadAttachmentOptions { ResumeFrom = new ResumableUpload(new Uri("http://127.0.0.1:1/uploads/x"), 999) };

        var other = await Assert.ThrowsAsync<ArgumentException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes"), earlier));
        var pipe = await Assert.ThrowsAsync<ArgumentException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, new OneWay(bytes), "a.png", earlier));

        var missing = UploadSource.FromFile(path, "a.png");
        File.Delete(path);
        await Assert.ThrowsAsync<FileNotFoundException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, missing, earlier));
        using var secure = new ParhelionClient("https://127.0.0.1:1", "app_1", "secret");
        var open = new UploadAttachmentOptions { ResumeFrom = new ResumableUpload(earlier.ResumeFrom.Url, bytes.Length) };
        var plain = await Assert.ThrowsAsync<ArgumentException>(() => secure.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("bytes"), open));

        Assert.Equal(("source", "source", "options"), (other.ParamName, pipe.ParamName, plain.ParamName));
        Assert.Contains("different lengths", other.Message, StringComparison.Ordinal);
        Assert.Contains("can seek", pipe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_a_handler_that_repeats_requests_the_rest_is_sent_once()
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH", upTo: 2) ? call.SaysAsync(503, 200_000) : Task.FromResult(false));
        var services = new ServiceCollection();
        services.AddParhelionClient(options =>
        {
            (options.Host, options.Credentials, options.RetryDelay, options.ResumableUploadThreshold) =
                (new Uri(server.Url), ParhelionCredentials.None, TimeSpan.FromMilliseconds(1), 100_000);
        }).AddStandardResilienceHandler(options => options.Retry.Delay = TimeSpan.FromMilliseconds(1));
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<ParhelionClient>().Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Source("stream"));

        Assert.Equal(bytes, server.Stored);
    }

    [Fact]
    public async Task A_pipe_is_a_form()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var made = System.Diagnostics.Process.Start("mkfifo", path)) await made.WaitForExitAsync();
        await using var server = await DraftServer.StartAsync();
        using var client = server.Client(options => options.ResumableUploadThreshold = 0);
        using var writer = System.Diagnostics.Process.Start("sh", ["-c", $"cat '{Files.PathOf("png")}' > '{path}'"]);

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, path);

        Assert.Equal(["FORM"], server.Requests);
    }

    private UploadSource Source(string kind)
    {
        if (kind == "bytes") return UploadSource.FromBytes(bytes, "a.png");
        if (kind == "stream") return UploadSource.FromStream(new MemoryStream([.. Encoding.ASCII.GetBytes("before it "), .. bytes]) { Position = 10 }, "a.png");
        File.WriteAllBytes(path, bytes);
        return UploadSource.FromFile(path, "a.png");
    }

    private sealed class Failing(long after) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
            if (after > 0 && value.BytesSent >= after) throw new TimeZoneNotFoundException();
        }
    }
}
