using Microsoft.Playwright;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>tus-js-client and Uppy in a page of another origin.</summary>
public sealed class ChromiumTests(UploadStage stage) : JavaScriptClientContract(stage)
{
    private ChromiumHost Page => (ChromiumHost)Host;

    [Fact]
    public async Task Page_reads_the_attachment_of_its_upload()
    {
        var result = await RunAsync("tus");

        var attachment = await Page.ReadAsync(result.Url!, "GET");
        var head = await Page.ReadAsync(result.Url!, "HEAD", new Dictionary<string, string>(StringComparer.Ordinal) { ["Tus-Resumable"] = "1.0.0" });

        Assert.Equal(200, attachment.GetProperty("status").GetInt32());
        Assert.Contains(result.MediaUrl!, attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(result.MediaUrl, head.GetProperty("headers").GetProperty("upload-media-url").GetString());
        Assert.Equal($"{Stage.File.Size}", head.GetProperty("headers").GetProperty("upload-offset").GetString());
    }

    [Fact]
    public async Task Page_reads_errors_and_cannot_use_the_path_that_takes_keys()
    {
        var missing = await Page.ReadAsync(new Uri(Stage.Proxy.Url, $"/uploads/{new string('a', 24)}").AbsoluteUri, "GET");

        Assert.Equal(404, missing.GetProperty("status").GetInt32());
        Assert.Contains("not_found", missing.GetProperty("text").GetString(), StringComparison.Ordinal);
        // The browser keeps the answer from the page: the test would notice a browser that does not look at CORS.
        await Assert.ThrowsAsync<PlaywrightException>(() => Page.ReadAsync(new Uri(Stage.Proxy.Url, $"/v2/apps/{Stage.Server.AppId}/attachments").AbsoluteUri, "GET"));
    }

    // Chromium repeats a request by itself when a connection breaks that was used before. The client learns only then that it is to ask for the offset.
    private protected override double MostSent => 2.5;

    private protected override async Task<IJavaScriptHost> OpenAsync() => await ChromiumHost.StartAsync();
}
