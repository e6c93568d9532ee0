using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Parhelion.Tests.SharedChromium))]

namespace Parhelion.Tests;

/// <summary>Chromium, which is started for the first test of a process that asks for it, and ended after the last test. Each test opens a context of its own: with
/// cookies, storage and a cache that no other test sees.</summary>
public sealed class SharedChromium : IAsyncDisposable
{
    /// <summary>The program.</summary>
    public const string Program = "/usr/bin/chromium";

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> Started = new(StartAsync);

    /// <summary>Opens a context, which the caller disposes. Skips the running test if Chromium is not installed.</summary>
    public static async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Engines.Require("chromium");
        return await (await Started.Value).Browser.NewContextAsync(options);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!Started.IsValueCreated || !Started.Value.IsCompletedSuccessfully) return;
        var (driver, browser) = await Started.Value;
        await browser.DisposeAsync();
        driver.Dispose();
    }

    // With the colours of the web, whatever the screen has.
    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--force-color-profile=srgb"] }));
    }
}
