using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The console in a real browser.</summary>
public sealed class ConsoleBrowserTests : IAsyncLifetime
{
    private readonly List<string> faults = [];
    private ParhelionServer server = null!;
    private IPlaywright? playwright;
    private IBrowser browser = null!;
    private IPage page = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        page = await (await browser.NewContextAsync()).NewPageAsync();
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
        if (playwright is null) return;
        await browser.DisposeAsync();
        playwright.Dispose();
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
        Assert.True(await page.EvaluateAsync<int>("document.querySelector('.view img').decode().then(() => document.querySelector('.view img').naturalWidth)") > 0);
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("picture.png");
        await page.GetByText("Delete …").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for ever" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No attachment yet")).ToBeVisibleAsync();
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("An attachment was deleted");
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
