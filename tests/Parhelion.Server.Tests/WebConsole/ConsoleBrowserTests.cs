using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The console in a real browser.</summary>
public sealed class ConsoleBrowserTests : IAsyncLifetime
{
    // Width of the preview when it has been loaded, or 0 when it could not be.
    private const string ShownWidth = """
        new Promise(resolve => {
          const picture = document.querySelector('.view img');
          const tell = () => resolve(picture.naturalWidth);
          if (picture.complete) tell();
          picture.onload = picture.onerror = tell;
        })
        """;

    private readonly List<string> faults = [];
    private ParhelionServer server = null!;
    private IBrowserContext? browser;
    private IPage page = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        // The preview is made when the browser asks for it. On a busy machine that takes longer than a visitor would wait.
        server = await ParhelionServer.StartAsync(options => options.Settings["Images:WaitTime"] = "00:01:00", TestContext.Current.CancellationToken);
        browser = await SharedChromium.OpenAsync();
        page = await browser.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") faults.Add(message.Text);
        };
        page.PageError += (_, fault) => faults.Add(fault);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Url.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) faults.Add($"Asked {request.Url}");
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is null) return;
        await browser.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Files_are_uploaded_looked_at_and_deleted_and_the_overview_tells_it()
    {
        await page.GotoAsync($"{server.Url}");
        await page.GetByLabel("Key id").FillAsync(server.AccountKeyId);
        await page.GetByLabel("Secret").FillAsync(server.AccountKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        var overview = await page.Context.NewPageAsync();
        await overview.GotoAsync(page.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Attachments" }).ClickAsync();

        await page.Locator("#upload").SetInputFilesAsync(new FilePayload { Name = "picture.png", MimeType = "image/png", Buffer = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "sample.png"), TestContext.Current.CancellationToken) });
        await page.GetByRole(AriaRole.Link, new() { Name = "picture.png" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "picture.png" })).ToBeVisibleAsync();
        // Not decode(): it fails when the picture could not be loaded, without saying why. The console of the browser says it.
        Assert.True(await page.EvaluateAsync<int>(ShownWidth) > 0, $"The preview is not shown: {string.Join("; ", faults)}");
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("picture.png");
        await page.GetByText("Delete …").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for ever" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No attachment yet")).ToBeVisibleAsync();
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("An attachment was deleted");
        Assert.Empty(faults);
    }

    [Fact]
    public async Task First_page_takes_a_file_and_shows_it_among_the_attachments()
    {
        await page.GotoAsync($"{server.Url}");
        await page.GetByLabel("Key id").FillAsync(server.AppKeyId);
        await page.GetByLabel("Secret").FillAsync(server.AppKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What happens" })).ToBeVisibleAsync();

        await page.Locator("#upload").SetInputFilesAsync(new FilePayload { Name = "note.txt", MimeType = "text/plain", Buffer = "Milk"u8.ToArray() });

        await Assertions.Expect(page.Locator(".tile .name")).ToHaveTextAsync("note.txt");
        Assert.EndsWith("/attachments", page.Url, StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Refused_file_says_why()
    {
        await page.GotoAsync($"{server.Url}console/sign-in");
        await page.GetByLabel("Key id").FillAsync(server.AppKeyId);
        await page.GetByLabel("Secret").FillAsync(server.AppKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GotoAsync($"{server.Url}console/apps/{server.AppId}/attachments");

        await page.Locator("#upload").SetInputFilesAsync(new FilePayload { Name = "setup.exe", MimeType = "application/octet-stream", Buffer = [77, 90, 0, 0] });

        await Assertions.Expect(page.GetByText("File rejected. File extension not allowed")).ToBeVisibleAsync();
    }
}
