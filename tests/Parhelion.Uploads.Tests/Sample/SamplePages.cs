using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using Parhelion.Tests;
using Parhelion.Uploads.Tests.Clients;

namespace Parhelion.Uploads.Tests.Sample;

/// <summary>The server of <c>samples/BrowserUpload</c>, as its page says to start it, and a browser.</summary>
internal sealed class SamplePages : IAsyncDisposable
{
    private static readonly Lazy<Task> Built = new(() => Npm.BuildAsync(Npm.Sample));

    private readonly Process site;
    private readonly List<IBrowserContext> browsers = [];
    private readonly Uri url;

    private SamplePages(Process site, Uri url) => (this.site, this.url) = (site, url);

    public static async Task<SamplePages> StartAsync(UploadStage stage)
    {
        Engines.Require("chromium");
        await Built.Value;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = Start(stage, address);
        using var client = new HttpClient();
        await WaitAsync(client, new Uri(address, "/plain.html"), process);
        return new SamplePages(process, address);
    }

    /// <summary>Opens a page as somebody who has never been there.</summary>
    public async Task<IPage> OpenAsync(string name)
    {
        var browser = await SharedChromium.OpenAsync();
        browsers.Add(browser);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(url, name).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in browsers) await browser.DisposeAsync();
        site.Kill();
        await site.WaitForExitAsync();
        site.Dispose();
    }

    private static Process Start(UploadStage stage, Uri address)
    {
        var key = Encoding.UTF8.GetString(Convert.FromBase64String(AuthenticationHeaderValue.Parse($"{stage.Server.Client.DefaultRequestHeaders.Authorization}").Parameter!)).Split(':');
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "BrowserUpload", "release", "BrowserUpload.dll");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program, "--urls", address.AbsoluteUri, "--Logging:LogLevel:Default=Warning" }, WorkingDirectory = Npm.Sample, UseShellExecute = false };
        start.Environment["Parhelion__Host"] = stage.Proxy.Url.AbsoluteUri;
        start.Environment["Parhelion__AppId"] = stage.Server.AppId;
        (start.Environment["Parhelion__KeyId"], start.Environment["Parhelion__KeySecret"]) = (key[0], key[1]);
        return Process.Start(start)!;
    }

    private static async Task WaitAsync(HttpClient client, Uri page, Process process)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var response = await client.GetAsync(page, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return;
            }
            catch (HttpRequestException)
            {
                Assert.True(!process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(1), "The sample does not start.");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
