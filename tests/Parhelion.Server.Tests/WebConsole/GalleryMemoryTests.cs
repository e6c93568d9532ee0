using System.Globalization;
using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The gallery keeps the memory of the browser small, however far its reader scrolls: 10,000 pictures with <c>./run test --all</c>.</summary>
public sealed class GalleryMemoryTests : IAsyncLifetime
{
    private const long MaxBytes = 150_000_000;

    // In a browser each picture has other colours: equal ones would be decoded once.
    private const string Painter = """
        hue => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 360 });
          const brush = canvas.getContext("2d");
          for (let y = 0; y < 360; y += 20) for (let x = 0; x < 480; x += 20) { brush.fillStyle = `hsl(${hue + x / 4} 70% ${20 + y / 10}%)`; brush.fillRect(x, y, 20, 20); }
          return canvas.toDataURL("image/jpeg", .8).split(",")[1];
        }
        """;

    // The pictures in the window that are not there yet.
    private const string Missing = """
        () => [...document.querySelectorAll(".gallery img")].filter(image => {
          const { top, bottom } = image.getBoundingClientRect();
          return bottom > 0 && top < innerHeight && !image.complete;
        }).map(image => image.src).join(" ")
        """;

    private static readonly int Count = Sampling.Times(240, 10_000);

    private ParhelionServer server = null!;
    private IPlaywright? playwright;
    private IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        server = await ParhelionServer.StartAsync(options => options.Settings["Images:WaitTime"] = "00:01:00", TestContext.Current.CancellationToken);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = SharedChromium.Program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (playwright is null) return;
        await browser.DisposeAsync();
        playwright.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Pictures_far_away_are_given_back()
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync($"{server.Url}console/sign-in");
        await page.GetByLabel("Key id").FillAsync(server.AppKeyId);
        await page.GetByLabel("Secret").FillAsync(server.AppKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await FillAsync(page);
        await page.GotoAsync($"{server.Url}console/apps/{server.AppId}/attachments");
        var newest = await page.Locator(".tile .name").First.TextContentAsync();
        await ShownAsync(page);
        var before = await MemoryAsync();

        var highest = before;
        while (await page.Locator(".more").CountAsync() > 0)
        {
            await page.EvaluateAsync("() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })");
            await ShownAsync(page);
            highest = Math.Max(highest, await MemoryAsync());
        }

        // Chromium keeps up to 1,000 decoded pictures, also of pages that it does not show any more, until the system needs the memory. What the page itself holds is left after that.
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("Memory.simulatePressureNotification", new Dictionary<string, object>(StringComparer.Ordinal) { ["level"] = "critical" });
        var held = await MemoryAsync();
        for (var i = 0; held > MaxBytes && i < 100; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            held = await MemoryAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Count} pictures: {before / 1e6:0} MB on the first page, {highest / 1e6:0} MB at most, {held / 1e6:0} MB without what Chromium gives back."));
        Assert.InRange(held, 1, MaxBytes);
        // The list is whole, and its beginning comes back.
        Assert.Equal((Count + 59) / 60, await page.Locator(".gallery").CountAsync());
        await page.EvaluateAsync("() => scrollTo({ top: 0, behavior: 'instant' })");
        await Assertions.Expect(page.Locator(".tile .name").First).ToHaveTextAsync(newest!);
        await ShownAsync(page);
        // The pages at the end are given back in turn.
        await page.WaitForFunctionAsync("count => document.querySelectorAll('.tile').length < count", Count);
    }

    private static async Task ShownAsync(IPage page)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (await page.EvaluateAsync<string>(Missing) is { Length: > 0 } missing)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(30)) Assert.Fail($"Not shown on page {await page.Locator(".gallery").CountAsync()}: {missing}; {await page.EvaluateAsync<string>("() => JSON.stringify(performance.getEntriesByType('resource').slice(-5))")}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task FillAsync(IPage page)
    {
        var pictures = new List<byte[]>();
        for (var hue = 0; hue < 360; hue += 12) pictures.Add(Convert.FromBase64String(await page.EvaluateAsync<string>(Painter, hue)));
        using var client = server.CreateClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellationToken) =>
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(pictures[number % pictures.Count]), "source", $"picture {number}.jpg" } };
            using var response = await client.PostAsync($"/v2/apps/{server.AppId}/attachments?access=public", form, cancellationToken);
            response.EnsureSuccessStatusCode();
        });
    }

    // What the processes that show pages have for themselves.
    private async Task<long> MemoryAsync()
    {
        var browserSession = await browser.NewBrowserCDPSessionAsync();
        var processes = (await browserSession.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo").EnumerateArray()
            .Where(process => process.GetProperty("type").GetString() == "renderer").Select(process => process.GetProperty("id").GetInt32());
        return processes.Sum(process => File.ReadLines($"/proc/{process}/smaps_rollup").Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024));
    }
}
