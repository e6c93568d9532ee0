using Microsoft.Playwright;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>Webhooks, apps and keys, and operations in a real browser; and the console on two nodes.</summary>
public sealed class ConsoleWalkTests : IAsyncLifetime
{
    private readonly List<string> faults = [];
    private readonly List<Uri> known = [];
    private IPlaywright? playwright;
    private IBrowser browser = null!;
    private IPage page = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        page = await (await browser.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] })).NewPageAsync();
        Watch(page);
    }

    public async ValueTask DisposeAsync()
    {
        if (playwright is null) return;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    [Fact]
    public async Task Every_page_and_action_of_webhooks_keys_and_operations()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await SignInAsync(server);

        // Apps and keys.
        await page.GetByRole(AriaRole.Link, new() { Name = "App and keys" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New app" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the app" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No key yet")).ToBeVisibleAsync();
        var settings = page.Url;
        await page.GetByLabel("Name of a new key", new() { Exact = true }).FillAsync("Bot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).ClickAsync();
        var secret = await page.GetByLabel("Secret").InputValueAsync();
        await page.Locator("button[data-copy=secret]").ClickAsync();
        Assert.Equal(secret, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await page.GetByText("Python", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the Python program" }).ClickAsync();
        Assert.Contains("sunshine_conversations_client", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "I have stored it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the old key" }).ClickAsync();
        await page.GetByLabel("Most attachments").FillAsync("many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("attachmentsQuotaCount")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByLabel("Most attachments").FillAsync("5");
        await page.GetByLabel("Access of uploads").SelectOptionAsync("private");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Most attachments")).ToHaveValueAsync("5");
        await Assertions.Expect(page.GetByLabel("Access of uploads")).ToHaveValueAsync("private");
        faults.RemoveAll(fault => fault.Contains("status of 400", StringComparison.Ordinal));

        // Webhooks, with the receiver.
        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No integration yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Receiver for trying" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New webhook with this URL" }).ClickAsync();
        await page.GetByLabel("Name of a new integration").FillAsync("Desk");
        await page.GetByLabel("attachment:create").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the webhook" }).ClickAsync();
        var webhook = page.Url;
        var receiver = await page.Context.NewPageAsync();
        Watch(receiver);
        await receiver.GotoAsync(settings.Replace("/settings", "/webhooks/receiver", StringComparison.Ordinal));
        await Assertions.Expect(receiver.GetByText("Waiting for the first call")).ToBeVisibleAsync();
        var app = settings.Split('/')[^2];
        using (var account = server.CreateAccountClient())
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "hook.png" } };
            using var uploaded = await account.PostAsync($"/v2/apps/{app}/attachments", form, TestContext.Current.CancellationToken);
            Assert.Equal(201, (int)uploaded.StatusCode);
        }

        await Assertions.Expect(receiver.GetByText("answered 200")).ToBeVisibleAsync();
        await Uploads.WaitAsync(
            async () =>
            {
                await page.GotoAsync(webhook);
                return await page.Locator("td .state", new() { HasText = "delivered" }).CountAsync() > 0;
            },
            () => "The delivery is not shown");
        await page.GetByRole(AriaRole.Link, new() { Name = "attachment:create" }).ClickAsync();
        await Assertions.Expect(page.GetByText("X-API-Key: (not shown)")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Assertions.Expect(receiver.GetByText("answered 200")).ToHaveCountAsync(2);
        await receiver.GetByText("answered 200").First.ClickAsync();
        await Assertions.Expect(receiver.GetByText("hook.png").First).ToBeVisibleAsync();
        await receiver.GetByRole(AriaRole.Button, new() { Name = "Forget these calls" }).ClickAsync();
        await Assertions.Expect(receiver.GetByText("Waiting for the first call")).ToBeVisibleAsync();
        await page.GotoAsync($"{webhook}?state=failed");
        await Assertions.Expect(page.GetByText("Nothing to show")).ToBeVisibleAsync();
        await page.GetByText("Delete the webhook …").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the webhook", Exact = true }).ClickAsync();
        await page.GetByText("Delete the integration …").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the integration", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("No integration yet")).ToBeVisibleAsync();

        // Operations.
        await page.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare rows and blobs" }).ClickAsync();
        await Assertions.Expect(page.GetByText("no difference")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Look for them now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("were moved to the quarantine")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Quarantine" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The quarantine is empty")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Configuration" }).ClickAsync();
        await page.GetByLabel("A part of a name").FillAsync("uploadbytes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Parhelion:Limits:UploadBytes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Backup" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Parhelion.Server backup")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Slow requests" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Slow requests" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await page.GetByLabel("Action").SelectOptionAsync("webhook.delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(page.Locator("td", new() { HasText = "webhook.delete" })).ToHaveCountAsync(1);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("td", new() { HasText = "app.create" }).First).ToBeVisibleAsync();

        // The end of the app.
        await page.GotoAsync(settings);
        await page.GetByText("Delete this app …").ClickAsync();
        await page.GetByLabel("Type the name of the app").FillAsync("Shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the app for ever" }).ClickAsync();
        await page.WaitForURLAsync($"**/console/apps/{server.AppId}");
        Assert.Equal(404, (await page.GotoAsync(settings))!.Status);
        faults.RemoveAll(fault => fault.Contains("status of 404", StringComparison.Ordinal));
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Session_of_one_node_works_on_the_other_and_its_feed_shows_what_both_do()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresCeph);
        await using var first = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        await using var second = await ParhelionServer.StartAsync(home.ConfigureAnotherNode, TestContext.Current.CancellationToken);
        await SignInAsync(first);
        // Cookies know no ports, as with a balancer in front of both nodes.
        var other = page.Url.Replace(first.Url.Authority, second.Url.Authority, StringComparison.Ordinal);
        known.Add(second.Url);
        var overview = await page.Context.NewPageAsync();
        Watch(overview);

        await overview.GotoAsync(other);
        await Assertions.Expect(overview.Locator(".stream")).ToBeVisibleAsync();
        await Uploads.UploadAsync(first, Uploads.Png, "of-the-first.png");
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("of-the-first.png");
        await Uploads.UploadAsync(second, Uploads.Png, "of-the-second.png");
        await Assertions.Expect(overview.Locator(".stream")).ToContainTextAsync("of-the-second.png");
        foreach (var name in (string[])["webhooks", "settings", "operations", "operations/configuration", "operations/audit", "operations/quarantine", "operations/backup"])
        {
            Assert.Equal(200, (await overview.GotoAsync($"{other}/{name}"))!.Status);
        }

        await overview.GotoAsync($"{other}/operations");
        await overview.GetByRole(AriaRole.Button, new() { Name = "Read and hash every blob" }).ClickAsync();
        await Assertions.Expect(overview.GetByText("no difference")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await overview.GotoAsync(other);
        await Assertions.Expect(overview.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Empty(faults);
    }

    private void Watch(IPage watched)
    {
        watched.Console += (_, message) =>
        {
            if (message.Type == "error") faults.Add(message.Text);
        };
        watched.PageError += (_, fault) => faults.Add(fault);
        watched.Request += (_, request) =>
        {
            if (!known.Any(server => request.Url.StartsWith(server.AbsoluteUri, StringComparison.Ordinal)) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) faults.Add($"Asked {request.Url}");
        };
    }

    private async Task SignInAsync(ParhelionServer server)
    {
        known.Add(server.Url);
        await page.GotoAsync(server.Url.AbsoluteUri);
        await page.GetByLabel("Key id").FillAsync(server.AccountKeyId);
        await page.GetByLabel("Secret").FillAsync(server.AccountKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/console/apps/*");
    }
}
