using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Parhelion.Tests;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>A page in Chromium, of another origin than the server of the uploads. The client remembers uploads in <c>localStorage</c>.</summary>
internal sealed class ChromiumHost : IJavaScriptHost
{
    private static readonly Lazy<Task> Built = new(() => Npm.BuildAsync(Npm.Clients));

    private readonly WebApplication site;
    private readonly IBrowserContext browser;
    private readonly IPage page;
    private TestFile? current;
    private Task? ending;

    private ChromiumHost(WebApplication site, IBrowserContext browser, IPage page) => (this.site, this.browser, this.page) = (site, browser, page);

    public static async Task<ChromiumHost> StartAsync()
    {
        Engines.Require("chromium");
        await Built.Value;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var origin = builder.Build();
        origin.Urls.Add("http://127.0.0.1:0");
        var chromium = await SharedChromium.OpenAsync();
        var host = new ChromiumHost(origin, chromium, await chromium.NewPageAsync());
        origin.MapGet("/", () => Results.Content("<!doctype html><script src=/page.js></script>", "text/html"));
        origin.MapGet("/page.js", () => Results.File(Path.Combine(Npm.Clients, "node_modules", ".page", "page.js"), "text/javascript"));
        origin.MapGet("/file", () => Results.File(host.current!.Path, "text/plain"));
        await origin.StartAsync(TestContext.Current.CancellationToken);
        await host.page.GotoAsync(origin.Urls.Single());
        return host;
    }

    public async Task<UploadResult?> RunAsync(UploadTask task, TestFile file)
    {
        (current, ending) = (file, null);
        try
        {
            return UploadResult.Parse(await page.EvaluateAsync<string>($"run({JsonSerializer.Serialize(task, JsonSerializerOptions.Web)})"));
        }
        catch (PlaywrightException) when (ending is not null)
        {
            await ending;
            return null;
        }
    }

    /// <summary>What the page may read of a response.</summary>
    public async Task<JsonElement> ReadAsync(string url, string method, object? headers = null) => JsonSerializer.Deserialize<JsonElement>(
        await page.EvaluateAsync<string>($"read({JsonSerializer.Serialize(url)}, '{method}', {JsonSerializer.Serialize(headers ?? new { })})"));

    public Task EndAsync() => ending = page.ReloadAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }
}
