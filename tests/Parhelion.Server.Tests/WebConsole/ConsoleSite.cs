using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>A server with something on each page of the console, and a browser that is signed in to it.</summary>
public sealed class ConsoleSite : IAsyncLifetime
{
    // A sun over hills, in the colours of a number.
    private const string Painter = """
        hue => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 800 });
          const brush = canvas.getContext("2d");
          const sky = brush.createLinearGradient(0, 0, 0, 800);
          sky.addColorStop(0, `hsl(${hue} 60% 30%)`); sky.addColorStop(.7, `hsl(${hue + 40} 85% 68%)`);
          brush.fillStyle = sky; brush.fillRect(0, 0, 1200, 800);
          brush.fillStyle = `hsl(${hue + 50} 100% 88%)`; brush.beginPath(); brush.arc(400 + hue, 430, 90, 0, 7); brush.fill();
          for (let hill = 0; hill < 4; hill++) {
            brush.fillStyle = `hsl(${hue + 10} 40% ${34 - hill * 8}%)`; brush.beginPath(); brush.moveTo(0, 800);
            for (let x = 0; x <= 1200; x += 20) brush.lineTo(x, 500 + hill * 70 + 60 * Math.sin(x / (150 + 40 * hill) + hue + hill * 2));
            brush.lineTo(1200, 800); brush.fill();
          }
          return canvas.toDataURL("image/jpeg", .8).split(",")[1];
        }
        """;

    private IPlaywright? playwright;

    public ParhelionServer Server { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The cookies and the pages of the one who is signed in with a key of the account.</summary>
    public IBrowserContext Account { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>The path of the first page of the app.</summary>
    public string AppPage => $"/console/apps/{Server.AppId}";

    /// <summary>Each page of the app, by name.</summary>
    public Dictionary<string, string> Pages { get; } = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        Server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        Client = Server.CreateClient();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        Account = await Browser.NewContextAsync(new() { BaseURL = Server.Url.ToString() });
        var page = await Account.NewPageAsync();
        await page.GotoAsync("/console/sign-in");
        await page.GetByLabel("Key id").FillAsync(Server.AccountKeyId);
        await page.GetByLabel("Secret").FillAsync(Server.AccountKeySecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await FillAsync(page);
        await page.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (playwright is null) return;
        Client.Dispose();
        await Browser.DisposeAsync();
        playwright.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Posts JSON to the API; the answer.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync($"/v2/apps/{Server.AppId}{path}", body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Uploads a file; its media URL.</summary>
    public async Task<string> UploadAsync(string name, byte[] bytes, string query = "access=public")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", name } };
        using var response = await Client.PostAsync($"/v2/apps/{Server.AppId}/attachments?{query}", form, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private async Task FillAsync(IPage page)
    {
        var urls = new List<string>();
        (string Name, int Hue, string Access)[] paintings =
            [("morning", 5, "public"), ("harbour", 205, "public"), ("valley", 262, "public"), ("dunes", 345, "public"), ("lake", 190, "public"), ("island", 300, "private")];
        foreach (var (name, hue, access) in paintings)
        {
            urls.Add(await UploadAsync($"{name}.jpg", Convert.FromBase64String(await page.EvaluateAsync<string>(Painter, hue)), $"access={access}"));
        }

        await UploadAsync("notes.txt", "Notes"u8.ToArray());
        foreach (var sample in (string[])["mp4", "mp3", "pdf"])
        {
            await UploadAsync($"sample.{sample}", await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", $"sample.{sample}"), TestContext.Current.CancellationToken));
        }

        var user = (await PostAsync("/users", new { externalId = "crm-4711", profile = new { givenName = "Ada", surname = "Lovelace", email = "ada@example.org", locale = "en-GB" }, metadata = new { plan = "gold" } })).GetProperty("user").GetProperty("id").GetString()!;
        var conversation = (await PostAsync("/conversations", new { type = "personal", displayName = "Boat trip", participants = new[] { new { userId = user } } })).GetProperty("conversation").GetProperty("id").GetString()!;
        var messages = $"/conversations/{conversation}/messages";
        await PostAsync(messages, new { author = new { type = "user", userId = user }, content = new { type = "text", text = "Hello! Where does the boat start on Saturday?" } });
        await PostAsync(messages, new { author = new { type = "business", displayName = "Harbour office" }, content = new { type = "image", mediaUrl = urls[1], text = "Here, at pier 3.", altText = "The harbour at sunset" } });
        await PostAsync(messages, new
        {
            author = new { type = "business", displayName = "Harbour office" },
            content = new
            {
                type = "carousel",
                items = urls.Take(3).Select((url, i) => new { title = $"Tour {i + 1}", description = "Two hours", mediaUrl = url, actions = new[] { new { type = "link", text = "Book", uri = "https://example.org/book" } } }),
            },
        });
        await PostAsync(messages, new { author = new { type = "business" }, content = new { type = "text", text = "How many will you be?", actions = new[] { new { type = "reply", text = "One", payload = "1" }, new { type = "reply", text = "Two", payload = "2" } } } });
        var gone = await UploadAsync("old.txt", "Old"u8.ToArray());
        await PostAsync("/attachments/remove", new { mediaUrl = gone });
        var attachment = JsonDocument.Parse(await Client.GetStringAsync($"/v2/apps/{Server.AppId}/attachments?filter[name]=harbour", TestContext.Current.CancellationToken)).RootElement.GetProperty("attachments")[0].GetProperty("id").GetString()!;
        // Nobody listens there.
        var webhook = (await PostAsync("/integrations", new { type = "custom", displayName = "Desk", webhooks = new[] { new { target = $"http://{new string('t', 60)}.invalid/hook", triggers = new[] { "conversation:message" } } } }))
            .GetProperty("integration").GetProperty("webhooks")[0].GetProperty("id").GetString()!;
        await PostAsync(messages, new { author = new { type = "user", userId = user }, content = new { type = "text", text = "Two." } });
        (string Name, string Path)[] pages =
        [
            ("overview", ""), ("attachments", "/attachments"), ("attachment-table", "/attachments?view=table"), ("attachment", $"/attachments/{attachment}"), ("nothing-matches", "/attachments?find=nothing"),
            ("conversations", "/conversations"), ("users", "/conversations/users"), ("user", $"/conversations/users/{user}"), ("conversation", $"/conversations/{conversation}"),
            ("receipts", "/receipts"), ("receipt", $"/receipts?url={Uri.EscapeDataString($"{gone}\n{urls[0]}\nhttps://elsewhere.example/")}"), ("not-found", $"/conversations/{new string('0', 24)}"),
            ("webhooks", "/webhooks"), ("webhook", $"/webhooks/{webhook}"), ("receiver", "/webhooks/receiver"), ("settings", "/settings"), ("storage", "/operations"),
            ("quarantine", "/operations/quarantine"), ("configuration", "/operations/configuration"), ("backup", "/operations/backup"), ("slow", "/operations/slow"),
            ("audit", "/operations/audit"),
        ];
        foreach (var (name, path) in pages) Pages.Add(name, AppPage + path);
        Pages.Add("new-app", "/console/apps/new");
    }
}
