using Microsoft.Playwright;
using Parhelion.Tests;
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
    public async Task Picture_is_shown_when_it_is_uploaded()
    {
        var picture = Path.Combine(Repository.Root, "tests", "samples", "sample.png");
        var plain = await pages.OpenAsync("plain.html");
        await plain.SetInputFilesAsync("#file-input", picture);
        await AssertShownAsync(plain);

        var uppy = await pages.OpenAsync("uppy.html");
        await uppy.Locator(".uppy-Dashboard-input").First.SetInputFilesAsync(picture);
        await uppy.Locator(".uppy-StatusBar-actionBtn--upload").ClickAsync();
        await AssertShownAsync(uppy);

        static async Task AssertShownAsync(IPage page)
        {
            await page.WaitForFunctionAsync("() => document.querySelector('.preview')?.naturalWidth > 0");
            Assert.Equal("Preview of sample.png", await page.Locator(".preview").GetAttributeAsync("alt"));
        }
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
    public async Task Preview_is_shown_and_where_there_is_none_the_picture_itself()
    {
        const string Show = """
            async ([mediaUrl, mediaType]) => {
              const picture = (await import('/preview.js')).previewOf({ mediaUrl, mediaType }, 'a file');
              if (!picture) return -1;
              picture.loading = 'eager';
              const shown = new Promise(done => { picture.addEventListener('load', done); new MutationObserver(() => picture.isConnected || done()).observe(document.body, { childList: true }); });
              document.body.append(picture);
              await shown;
              return picture.isConnected ? picture.naturalWidth : 0;
            }
            """;
        var files = $"{stage.Proxy.Url.GetLeftPart(UriPartial.Authority)}/apps/a/t/";
        var picture = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "samples", "sample.png"), TestContext.Current.CancellationToken);
        var page = await pages.OpenAsync("plain.html");
        var (asked, hasPreviews) = (new List<string>(), true);
        await page.RouteAsync($"{files}*", route =>
        {
            asked.Add(route.Request.Url);
            var isThere = hasPreviews || !route.Request.Url.Contains('?', StringComparison.Ordinal);
            return route.FulfillAsync(isThere ? new() { ContentType = "image/png", BodyBytes = picture } : new() { Status = 404 });
        });
        async Task<(int Width, string Asked)> ShowAsync(string type)
        {
            asked.Clear();
            // Each has a name of its own, because a page does not ask twice for the same picture.
            var mediaUrl = $"{files}{type.Replace('/', '.')}";
            var width = await page.EvaluateAsync<int>(Show, new[] { mediaUrl, type });
            return (width, string.Join(' ', asked.Select(url => url[mediaUrl.Length..])));
        }

        Assert.Equal((16, "?rendition=preview"), await ShowAsync("image/heic"));
        Assert.Equal((16, "?rendition=preview"), await ShowAsync("application/pdf"));
        Assert.Equal((-1, ""), await ShowAsync("text/plain"));
        hasPreviews = false;
        Assert.Equal((16, "?rendition=preview "), await ShowAsync("image/png"));
        Assert.Equal((0, "?rendition=preview"), await ShowAsync("video/mp4"));
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
