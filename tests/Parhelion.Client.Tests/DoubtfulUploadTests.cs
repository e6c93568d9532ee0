namespace Parhelion.Client.Tests;

/// <summary>What the client does, and tells, when it cannot be certain what the server has: nothing is stored twice, and no mix of two files.</summary>
public sealed class DoubtfulUploadTests : IDisposable
{
    private readonly byte[] bytes = Files.PngOf(20_000_000);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("path", "PATCH")]
    [InlineData("stream", "PATCH")]
    [InlineData("path", "FORM")]
    [InlineData("stream", "FORM")]
    public async Task A_file_that_is_written_to_during_its_upload_is_not_stored(string kind, string method)
    {
        await File.WriteAllBytesAsync(path, bytes);
        await using var server = await DraftServer.StartAsync(call =>
        {
            // The client waits for the server before it sends the file.
            if (call.Is(method)) File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            return Task.FromResult(false);
        });
        using var client = server.Client(options => options.ResumableUploadThreshold = method == "PATCH" ? 0 : long.MaxValue);
        await using var stream = File.OpenRead(path);
        var source = kind == "path" ? UploadSource.FromFile(path, "a.png") : UploadSource.FromStream(stream, "a.png");

        var changed = await Assert.ThrowsAsync<IOException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));

        Assert.Equal("The source changed during the upload.", changed.Message);
        Assert.False(server.IsComplete);
    }

    [Fact]
    public async Task An_upload_that_begins_anew_may_take_the_new_version_of_the_file()
    {
        await File.WriteAllBytesAsync(path, bytes);
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (call.Is("HEAD", upTo: 1)) return await call.SaysAsync(404);
            if (!call.Is("PATCH", upTo: 1)) return false;
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            return await call.CutAfterAsync(100_000);
        });
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, UploadSource.FromFile(path, "a.png"));

        Assert.Equal(bytes, server.Stored);
    }

    [Fact]
    public async Task A_complete_upload_whose_result_is_not_to_be_had_may_have_been_executed()
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" => call.LosesAnswerAsync(),
            "GET" => call.SaysAsync(503),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        var failed = await FailAsync(client);

        Assert.Equal((503, true, true), (failed.Status, failed.MayHaveBeenExecuted, failed.ResumableUpload is not null));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(204)]
    public async Task Nothing_begins_anew_if_the_answer_to_the_last_bytes_was_lost(int status)
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" => call.LosesAnswerAsync(),
            "HEAD" => call.SaysAsync(status, 0, ("Upload-Complete", "?0")),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        var failed = await FailAsync(client);

        Assert.Equal((status, true), (failed.Status, failed.MayHaveBeenExecuted));
        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD"], server.Requests);
    }

    [Fact]
    public async Task A_404_of_a_proxy_is_not_the_end_of_an_upload()
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" when call.Number == 1 => call.CutAfterAsync(100_000),
            "PATCH" when call.Number == 2 => call.SaysAsProxyAsync(404),
            "HEAD" when call.Number == 1 => call.SaysAsProxyAsync(404),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png");

        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD", "HEAD", "PATCH 100000", "HEAD", "PATCH 100000"], server.Requests);
        Assert.Equal(bytes, server.Stored);
    }

    [Fact]
    public async Task A_file_that_is_refused_at_its_end_was_not_stored()
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH") ? call.SaysAsync(415, long.MaxValue) : Task.FromResult(false));
        using var client = server.Client();

        Assert.False((await FailAsync(client)).MayHaveBeenExecuted);
    }

    [Fact]
    public async Task Without_retries_a_success_without_an_attachment_is_followed_by_a_question()
    {
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (!call.Is("PATCH")) return false;
            await call.LosesAnswerAsync(isCut: false);
            return await call.SaysAsync(204);
        });
        using var client = server.Client(options => options.MaxRetries = 0);

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png");

        Assert.Equal(["OPTIONS", "POST", "PATCH 0", "HEAD", "GET"], server.Requests);
    }

    [Theory]
    [InlineData("no offset")]
    [InlineData("no attachment")]
    [InlineData("gone")]
    public async Task An_earlier_upload_that_is_of_no_use_begins_anew(string what)
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "HEAD" when what == "no offset" => call.SaysAsync(204),
            "HEAD" when what == "gone" => call.SaysAsync(410),
            "HEAD" => call.SaysAsync(204, 0, ("Upload-Complete", "?1")),
            "GET" => call.SaysAsync(410),
            _ => Task.FromResult(false),
        });
        using var client = server.Client();

        await ContinueAsync(client, server.Url);

        Assert.Equal(["POST", "PATCH 0"], server.Requests[^2..]);
        Assert.Equal(bytes, server.Stored);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("401")]
    [InlineData("200")]
    public async Task An_earlier_upload_on_another_host_that_does_not_have_it_begins_anew(string answer)
    {
        await using var other = await DraftServer.StartAsync(call => call.SaysAsync(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture)));
        await using var server = await DraftServer.StartAsync();
        using var client = server.Client();

        await ContinueAsync(client, answer == "nobody" ? "http://127.0.0.1:1" : other.Url);

        Assert.Equal(["POST", "PATCH 0"], server.Requests);
    }

    [Fact]
    public async Task Headers_of_the_application_go_to_the_host_of_the_API_only()
    {
        await using var other = await DraftServer.StartAsync();
        await using var server = await DraftServer.StartAsync();
        server.UploadHost = other.Url;
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Secret", "1" } } };
        using var client = new ParhelionClient(http, new ParhelionClientOptions { Host = new Uri(server.Url), Credentials = ParhelionCredentials.None });

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png");
        await ContinueAsync(client, other.Url);

        Assert.Empty(other.Requests);
        Assert.Equal(["OPTIONS", "POST", "FORM", "POST", "FORM"], server.Requests);
    }

    [Fact]
    public async Task The_limit_of_one_request_is_that_of_the_last_response()
    {
        await using var server = await DraftServer.StartAsync(call =>
        {
            call.Http.Response.Headers["Upload-Limit"] = call.Method == "HEAD" ? "max-append-size=9000000" : "max-append-size=8000000";
            return call.Is("PATCH", upTo: 1) ? call.CutAfterAsync(500_000) : Task.FromResult(false);
        });
        using var client = server.Client();

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png");

        Assert.Equal(["PATCH 0", "HEAD", "PATCH 500000", "PATCH 9500000", "PATCH 17500000"], server.Requests[^5..]);
    }

    private async Task<ParhelionException> FailAsync(ParhelionClient client) =>
        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png"));

    private Task<Attachment> ContinueAsync(ParhelionClient client, string host) => client.Attachments.UploadAttachmentAsync(
        "a", AttachmentAccess.Public, bytes, "a.png", new UploadAttachmentOptions { ResumeFrom = new ResumableUpload(new Uri($"{host}/uploads/x"), bytes.Length) });
}
