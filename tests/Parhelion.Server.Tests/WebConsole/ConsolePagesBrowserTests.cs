using System.Text.Json;
using Microsoft.Playwright;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>Each page of the console in a real browser: for everybody, in both colour schemes, on narrow and wide windows.</summary>
public sealed class ConsolePagesBrowserTests(ConsoleSite site) : IClassFixture<ConsoleSite>
{
    private static readonly string Axe = Path.Combine(Repository.Root, "tests", "Parhelion.Server.Tests", "npm", "node_modules", "axe-core", "axe.min.js");
    private static readonly string[] Pictured = ["overview", "attachments", "attachment-table", "attachment", "conversations", "conversation", "user", "users", "receipts", "receipt"];

    [Fact]
    public async Task No_page_keeps_anybody_out()
    {
        Assert.True(File.Exists(Axe), $"{Axe} is missing; eng/engines.sh installs it.");
        var axe = await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken);
        (ColorScheme Scheme, int Width)[] looks = [(ColorScheme.Light, 360), (ColorScheme.Light, 1440), (ColorScheme.Dark, 360), (ColorScheme.Dark, 1440)];
        var faults = new List<string>();
        foreach (var (name, look) in Sampling.Pairs(site.Pages.Keys.Append("sign-in"), looks))
        {
            await using var stranger = name == "sign-in" ? await site.Browser.NewContextAsync(new() { BaseURL = site.Server.Url.ToString() }) : null;
            var page = await (stranger ?? site.Account).NewPageAsync();
            await page.EmulateMediaAsync(new() { ColorScheme = look.Scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(look.Width, 800);
            await page.GotoAsync(site.Pages.GetValueOrDefault(name, "/console/sign-in"));
            // Runs beside the policy of the page, which allows only scripts of the console.
            await page.EvaluateAsync(axe);
            var found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(' ')}`))");
            faults.AddRange(found.EnumerateArray().Select(fault => $"{name} {look}: {fault.GetString()}"));
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")) faults.Add($"{name} {look}: the page is wider than the window");
            await page.CloseAsync();
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Conversation_tells_what_happens_in_it_and_to_its_files()
    {
        var page = await site.Account.NewPageAsync();
        await page.GotoAsync(site.Pages["conversations"]);
        await page.GetByLabel("Name of a new user").FillAsync("Grace");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create user and conversation" }).ClickAsync();
        await page.GetByLabel("Write as").SelectOptionAsync("Grace");
        await page.Locator("#upload").SetInputFilesAsync(new FilePayload { Name = "list.txt", MimeType = "text/plain", Buffer = "Milk"u8.ToArray() });
        await Assertions.Expect(page.Locator("#uploads")).ToContainTextAsync("uploaded");
        await page.GetByLabel("Write a message").FillAsync("My list");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post" }).ClickAsync();
        await Assertions.Expect(page.Locator(".chat .user")).ToContainTextAsync("My list");
        await Assertions.Expect(page.Locator(".chat .user")).ToContainTextAsync("list.txt");

        // Somebody else writes.
        await Assertions.Expect(page.Locator(".stream[data-open]")).ToBeVisibleAsync();
        var conversation = page.Url.Split('#')[0][^24..];
        await site.PostAsync($"/conversations/{conversation}/messages", new { author = new { type = "business" }, content = new { type = "text", text = "Thank you" } });
        await Assertions.Expect(page.Locator(".chat .business")).ToContainTextAsync("Thank you");
        // Somebody else deletes.
        var message = await page.Locator(".chat .user").GetAttributeAsync("id");
        using (var deleted = await site.Client.DeleteAsync($"/v2/apps/{site.Server.AppId}/conversations/{conversation}/messages/{message![1..]}", TestContext.Current.CancellationToken)) Assert.True(deleted.IsSuccessStatusCode);

        await Assertions.Expect(page.Locator(".chat .user")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".stream")).ToContainTextAsync("A message was deleted by");
        await Assertions.Expect(page.Locator(".stream")).ToContainTextAsync("The bytes of a deleted attachment were erased", new() { Timeout = 30_000 });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Attachment_has_links_with_a_clock_and_the_headers_of_a_client()
    {
        var page = await site.Account.NewPageAsync();
        await page.GotoAsync(site.Pages["attachment"]);
        await page.GetByText("Headers as a client gets them").ClickAsync();
        await Assertions.Expect(page.Locator(".headers dl")).ToContainTextAsync("image/jpeg");

        foreach (var kind in (string[])["Signed link", "Media token", "Upload link"])
        {
            await page.GetByLabel("Type").SelectOptionAsync(kind);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.Locator("time.left")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("works for (01:00:00|00:59:[0-9]{2})", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
            Assert.NotEmpty(await page.GetByLabel(kind).InputValueAsync());
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task Keyboard_reaches_everything_in_order_and_shows_where_it_is()
    {
        var page = await site.Account.NewPageAsync();
        await page.GotoAsync(site.Pages["conversations"]);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        var seen = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var state = await page.EvaluateAsync<string>("(() => { const e = document.activeElement; return e === document.body ? '' : `${getComputedStyle(e).outlineStyle} ${e.tagName} ${e.textContent.trim() || e.getAttribute('aria-label') || e.name}`; })()");
            if (state.Length == 0) break;
            Assert.StartsWith("solid ", state, StringComparison.Ordinal);
            seen.Add(state);
        }

        Assert.Contains("solid A Conversations", seen);
        Assert.Contains("solid A Boat trip", seen);
        Assert.Contains("solid BUTTON Create user and conversation", seen);
        await page.CloseAsync();
    }

    /// <summary>Ten pages, light and dark. With <c>PARHELION_SCREENSHOTS=1</c> the pictures in the docs are made again; else some are made and thrown away.</summary>
    [Fact]
    public async Task Pictures_of_pages_can_be_made()
    {
        var isKept = Environment.GetEnvironmentVariable("PARHELION_SCREENSHOTS") == "1";
        var folder = Path.Combine(Repository.Root, "docs", "images", "console");
        var all = Pictured.SelectMany(name => new[] { (name, ColorScheme.Light), (name, ColorScheme.Dark) }).ToList();
        foreach (var (name, scheme) in isKept ? all : Sampling.Some(all, 2))
        {
            var page = await site.Account.NewPageAsync();
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(1080, 640);
            // The list of what happens keeps its connection open.
            await page.GotoAsync(site.Pages[name], new() { WaitUntil = WaitUntilState.Load });
            await page.EvaluateAsync("Promise.all([...document.images].filter(picture => picture.getBoundingClientRect().top < innerHeight).map(picture => picture.decode().catch(() => {})))");
            var picture = await page.ScreenshotAsync();
            await page.CloseAsync();

            Assert.InRange(picture.Length, 10_000, 150_000);
            if (!isKept) continue;
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png"), picture, TestContext.Current.CancellationToken);
        }

        // What the docs show is there.
        foreach (var (name, scheme) in all) Assert.True(File.Exists(Path.Combine(folder, $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png")), $"There is no picture of {name}.");
    }
}
