using Microsoft.Playwright;
using Parhelion.Uploads.Tests.Clients;
using Parhelion.Uploads.Tests.Network;

namespace Parhelion.Uploads.Tests.Sample;

/// <summary>The pages of <c>samples/BrowserUpload</c>, used as people use them.</summary>
public sealed class SampleTests(UploadStage stage) : IClassFixture<UploadStage>, IAsyncLifetime
{
    // Puts a file of text into what a drop or a paste carries.
    private const string Carried = "const carried = new DataTransfer(); carried.items.add(new File(['0123456789'.repeat(1000)], 'note.txt', { type: 'text/plain' }));";

    private SamplePages pages = null!;

    public async ValueTask InitializeAsync()
    {
        stage.Proxy.Reset();
        pages = await SamplePages.StartAsync(stage);
    }

    public async ValueTask DisposeAsync()
    {
        if (pages is not null) await pages.DisposeAsync();
    }

    [Fact]
    public async Task Plain_page_uploads_a_chosen_file()
    {
        var page = await pages.OpenAsync("plain.html");

        await page.SetInputFilesAsync("#file-input", stage.File.Path);

        await page.Locator(".upload[data-state=done]").WaitForAsync();
        Assert.Equal(1, await page.EvaluateAsync<double>("document.querySelector('.upload-progress').value"));
        await stage.File.AssertStoredAsync(stage.Server.Client, stage.Server.Url, await page.Locator(".upload-link").GetAttributeAsync("href"));
    }

    [Theory]
    [InlineData("document.getElementById('drop-zone').dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }))")]
    [InlineData("document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true }))")]
    public async Task Plain_page_uploads_what_is_dropped_and_pasted(string act)
    {
        var page = await pages.OpenAsync("plain.html");

        await page.EvaluateAsync($"() => {{ {Carried} {act}; }}");

        await page.Locator(".upload[data-state=done]").WaitForAsync();
        await AssertNoteAsync(await page.Locator(".upload-link").GetAttributeAsync("href"));
    }

    [Fact]
    public async Task Plain_page_cancels_and_tries_again()
    {
        var released = new TaskCompletionSource();
        stage.Proxy.PauseAt(2_000_000, () => released.Task);
        var page = await pages.OpenAsync("plain.html");
        await page.SetInputFilesAsync("#file-input", stage.File.Path);

        await page.Locator(".upload-cancel").ClickAsync();
        await page.Locator(".upload[data-state=cancelled]").WaitForAsync();
        released.SetResult();
        await page.Locator(".upload-retry").ClickAsync();

        await page.Locator(".upload[data-state=done]").WaitForAsync();
        await stage.File.AssertStoredAsync(stage.Server.Client, stage.Server.Url, await page.Locator(".upload-link").GetAttributeAsync("href"));
    }

    [Fact]
    public async Task Uppy_page_uploads_over_a_network_that_breaks()
    {
        (stage.Proxy.CutAfter, stage.Proxy.Mode) = (4_000_000, CutMode.Finish);
        var page = await pages.OpenAsync("uppy.html");

        await page.Locator(".uppy-Dashboard-input").First.SetInputFilesAsync(stage.File.Path);
        await page.Locator(".uppy-StatusBar-actionBtn--upload").ClickAsync();

        await stage.File.AssertStoredAsync(stage.Server.Client, stage.Server.Url, await UploadedAsync(page));
    }

    [Fact]
    public async Task Uppy_page_uploads_what_is_dropped()
    {
        var page = await pages.OpenAsync("uppy.html");
        await page.Locator(".uppy-Dashboard-input").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await page.EvaluateAsync(
            $"() => {{ {Carried} for (const type of ['dragover', 'drop']) document.querySelector('.uppy-Dashboard').dispatchEvent(new DragEvent(type, {{ dataTransfer: carried, bubbles: true, cancelable: true }})); }}");
        await page.Locator(".uppy-StatusBar-actionBtn--upload").ClickAsync();

        await AssertNoteAsync(await UploadedAsync(page));
    }

    private static async Task<string?> UploadedAsync(IPage page)
    {
        var link = page.Locator("#uploaded-files .uploaded a");
        await link.WaitForAsync();
        return await link.GetAttributeAsync("href");
    }

    private async Task AssertNoteAsync(string? mediaUrl)
    {
        var stored = await stage.Server.Client.GetStringAsync(new Uri(stage.Server.Url, new Uri(mediaUrl!).AbsolutePath), TestContext.Current.CancellationToken);
        Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 1000)), stored);
    }
}
