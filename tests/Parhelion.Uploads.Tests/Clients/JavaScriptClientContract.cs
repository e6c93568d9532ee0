using System.Net;
using Parhelion.Uploads.Tests.Network;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>tus-js-client and Uppy against the server, wherever they run: to an upload link, without a key.</summary>
public abstract class JavaScriptClientContract(UploadStage stage) : IClassFixture<UploadStage>, IAsyncLifetime
{
    private protected UploadStage Stage { get; } = stage;

    private protected IJavaScriptHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stage.Proxy.Reset();
        Host = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task File_is_created_and_then_sent(string client)
    {
        var result = await RunAsync(client);

        Assert.Equal(["POST 201", "PATCH 204"], result.Responses);
        await AssertCompleteAsync(result);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Bytes_come_with_the_creation(string client)
    {
        var result = await RunAsync(client, new { uploadDataDuringCreation = true });

        Assert.Equal(["POST 201"], result.Responses);
        await AssertCompleteAsync(result);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task File_is_sent_in_pieces(string client)
    {
        var result = await RunAsync(client, new { chunkSize = 4_000_000 });

        Assert.Equal(["POST 201", "PATCH 204", "PATCH 204", "PATCH 204"], result.Responses);
        await AssertCompleteAsync(result);
    }

    [Fact]
    public async Task Length_is_told_at_the_end()
    {
        var result = await Host.RunAsync(
            new("tus", await Stage.CreateLinkAsync()) { Stream = true, Options = new { uploadLengthDeferred = true, chunkSize = 4_000_000 } }, Stage.File);

        Assert.Equal("POST 201", result!.Responses[0]);
        Assert.InRange(result.Responses.Count(response => response == "PATCH 204"), 3, result.Responses.Length - 1);
        await AssertCompleteAsync(result);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Patch_may_be_called_post(string client)
    {
        var result = await RunAsync(client, new { overridePatchMethod = true });

        Assert.Equal(["POST 201", "POST 204"], result.Responses);
        await AssertCompleteAsync(result);
    }

    [Theory]
    [InlineData("tus", CutMode.Finish)]
    [InlineData("tus", CutMode.Reset)]
    [InlineData("uppy", CutMode.Finish)]
    [InlineData("uppy", CutMode.Reset)]
    public async Task Upload_goes_on_after_each_break(string client, CutMode mode)
    {
        (Stage.Proxy.CutAfter, Stage.Proxy.Mode) = (2_000_000, mode);

        var result = await RunAsync(client);

        Assert.InRange(Stage.Proxy.Cuts, 4, int.MaxValue);
        // A reset also loses what the kernel had received and the server had not read: more, if the server is slow because the machine is busy.
        await AssertResumedAsync(result, mode == CutMode.Reset ? 0.2 : 0);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Upload_goes_on_after_its_page_or_process_was_ended(string client)
    {
        var task = new UploadTask(client, await Stage.CreateLinkAsync());
        Stage.Proxy.PauseAt(4_000_000, Host.EndAsync);
        Assert.Null(await Host.RunAsync(task, Stage.File));

        var result = await Host.RunAsync(task, Stage.File);

        Assert.StartsWith("HEAD 20", result!.Responses[0], StringComparison.Ordinal);
        await AssertResumedAsync(result);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Upload_goes_on_after_the_server_was_killed(string client)
    {
        Stage.Proxy.PauseAt(6_000_000, Stage.RestartAsync);

        var result = await RunAsync(client);

        Assert.Single(result.Responses, response => response == "POST 201");
        await AssertCompleteAsync(result);
    }

    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Client_ends_an_upload(string client)
    {
        var released = new TaskCompletionSource();
        Stage.Proxy.PauseAt(2_000_000, () => released.Task);

        var result = await Host.RunAsync(new(client, await Stage.CreateLinkAsync()) { AbortAt = 1 }, Stage.File);

        released.SetResult();
        Assert.True(result!.Ended, result.Message);
        using var response = await Stage.Server.Client.GetAsync(LocalOf(result.Url!), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    [Fact]
    public async Task Parallel_uploads_are_refused_in_words()
    {
        var result = await RunAsync("tus", new { parallelUploads = 2, retryDelays = (int[])[] }, maxUploads: 3);

        Assert.Equal((false, 400, "bad_request"), (result.Ok, result.Status, result.Code));
    }

    [Fact]
    public async Task Refusals_can_be_read()
    {
        var link = await Stage.CreateLinkAsync();

        var refused = await Host.RunAsync(new("tus", link) { Name = "film.exe" }, Stage.File);
        var stored = await Host.RunAsync(new("tus", link), Stage.File);
        var used = await Host.RunAsync(new("uppy", link) { Name = "film2.txt", Options = new { retryDelays = (int[])[] } }, Stage.File);

        Assert.Equal((false, 415), (refused!.Ok, refused.Status));
        Assert.NotNull(refused.Code);
        Assert.True(stored!.Ok, stored.Message);
        Assert.Equal((false, 410, "upload_gone"), (used!.Ok, used.Status, used.Code));
    }

    /// <summary>How many bytes are sent at most when connections break, as a multiple of the file.</summary>
    private protected abstract double MostSent { get; }

    private protected abstract Task<IJavaScriptHost> OpenAsync();

    private protected async Task<UploadResult> RunAsync(string client, object? options = null, int maxUploads = 1)
    {
        var task = new UploadTask(client, await Stage.CreateLinkAsync(maxUploads));
        return (await Host.RunAsync(options is null ? task : task with { Options = options }, Stage.File))!;
    }

    private async Task AssertResumedAsync(UploadResult result, double lost = 0)
    {
        var sent = Stage.Proxy.Received;
        TestContext.Current.TestOutputHelper!.WriteLine($"{sent} bytes were sent for {Stage.File.Size}");
        Assert.InRange(sent, Stage.File.Size, (long)((MostSent + lost) * Stage.File.Size));
        await AssertCompleteAsync(result);
    }

    private protected async Task AssertCompleteAsync(UploadResult result)
    {
        Assert.True(result.Ok, $"{result.Message} {result.Body}");
        Assert.Equal("text/plain", result.MediaType);
        await Stage.File.AssertStoredAsync(Stage.Server.Client, Stage.Server.Url, result.MediaUrl);
        var attachment = await Stage.Server.Client.GetStringAsync(LocalOf(result.Url!), TestContext.Current.CancellationToken);
        Assert.Contains(result.MediaUrl!, attachment, StringComparison.Ordinal);
    }

    // Past the proxy.
    private string LocalOf(string url) => new Uri(Stage.Server.Url, new Uri(url).AbsolutePath).AbsoluteUri;
}
