using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests;

/// <summary>Files of strangers in a real browser: shown, and never run.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private const string Svg = """
        <svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" onload="document.title='ran'">
        <script>document.title='ran'; fetch('/ran');</script><rect width="10" height="10"/></svg>
        """;

    // Behind what is sniffed: a script at the beginning is refused at the upload.
    private static readonly string Xml =
        "<?xml version=\"1.0\"?><root>" + new string(' ', 100_000) + "<s:script xmlns:s=\"http://www.w3.org/1999/xhtml\">document.title='ran'</s:script></root>";

    private ParhelionServer server = null!;
    private IBrowserContext? browser;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        server = await ParhelionServer.StartAsync(
            options =>
            {
                // Shown in place, so that the sandbox alone must hold.
                options.Settings["Media:InlineTypes"] = "image/*,text/plain,image/svg+xml,application/xml,text/xml";
            },
            TestContext.Current.CancellationToken);
        browser = await SharedChromium.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is null) return;
        await browser.DisposeAsync();
        await server.DisposeAsync();
    }

    public static TheoryData<string, string, string> Documents { get; } = new() { { Svg, "a.svg", "image/svg+xml" }, { Xml, "a.xml", "application/xml" } };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Script_in_a_document_does_not_run(string content, string name, string type)
    {
        var url = await Uploads.UploadAsync(server, Encoding.UTF8.GetBytes(content), name);
        var page = await browser!.NewPageAsync();
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        var refusals = new List<string>();
        page.Console += (_, message) => refusals.Add(message.Text);

        var response = await page.GotoAsync(url);

        Assert.StartsWith(type, response!.Headers["content-type"], StringComparison.Ordinal);
        Assert.StartsWith("inline", response.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.NotEqual("ran", await page.TitleAsync());
        Assert.DoesNotContain(requests, request => request.EndsWith("/ran", StringComparison.Ordinal));
        // The browser says so itself: the test would see script that ran elsewhere.
        Assert.Contains(refusals, text => text.Contains("script", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Active_document_is_a_download_by_default()
    {
        await using var strict = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var url = await Uploads.UploadAsync(strict, Encoding.UTF8.GetBytes(Svg), "a.svg");
        var page = await browser!.NewPageAsync();

        var download = await page.RunAndWaitForDownloadAsync(async () =>
        {
            try
            {
                await page.GotoAsync(url);
            }
            catch (PlaywrightException)
            {
                // A navigation that turns into a download is called an error.
            }
        });

        Assert.Equal("a.svg", download.SuggestedFilename);
    }

    [Fact]
    public async Task Picture_shows_and_can_be_fetched_from_another_origin()
    {
        var png = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "sample.png"), TestContext.Current.CancellationToken);
        var url = await Uploads.UploadAsync(server, png, "a.png");
        var page = await browser!.NewPageAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var chat = builder.Build();
        chat.Urls.Add("http://127.0.0.1:0");
        chat.Run(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync($"<img src='{url}'>");
        });
        await chat.StartAsync(TestContext.Current.CancellationToken);

        await page.GotoAsync(chat.Urls.Single(), new() { WaitUntil = WaitUntilState.Load });

        Assert.True(await page.EvaluateAsync<int>("document.querySelector('img').naturalWidth") > 0);
        Assert.Equal(png.Length, await page.EvaluateAsync<int>($"fetch('{url}').then(r => r.arrayBuffer()).then(b => b.byteLength)"));
    }

    [Fact]
    public async Task Documentation_shows_the_operations_without_a_network()
    {
        var page = await browser!.NewPageAsync();
        var outside = new List<string>();
        await page.RouteAsync("**/*", route =>
        {
            if (new Uri(route.Request.Url).Host is "127.0.0.1" or "") return route.ContinueAsync();
            outside.Add(route.Request.Url);
            return route.AbortAsync();
        });

        await page.GotoAsync(new Uri(server.Url, "/docs").AbsoluteUri);
        await page.GetByText("Create an app").First.WaitForAsync();

        Assert.Equal(HttpStatusCode.OK, (HttpStatusCode)(await page.APIRequest.GetAsync(new Uri(server.Url, "/openapi/v2.json").AbsoluteUri)).Status);
        Assert.Empty(outside);
        var links = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].filter(a => a.host && a.host !== location.host && a.checkVisibility()).map(a => a.href)");
        Assert.Empty(links);
        var shown = await page.EvaluateAsync<string>("document.body.innerText");
        foreach (var text in (string[])["Ask AI", "Generate SDK", "Generate MCP", "Powered by", "Open API Client"]) Assert.DoesNotContain(text, shown, StringComparison.OrdinalIgnoreCase);
    }
}
