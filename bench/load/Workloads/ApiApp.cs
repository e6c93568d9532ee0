using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>An app of its own, so that no other upload changes its lists: a conversation of 100 messages of which each fifth has a picture, 200
/// attachments, and the receipts of 100 deleted ones.</summary>
internal sealed class ApiApp : IDisposable
{
    private const int PageSize = 100;
    private const int Attachments = 2 * PageSize;
    private const int PictureEvery = 5;
    private const int Conversations = 100;
    private const string Words = "Your table for two is ready. Would you like to see the menu of today?";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // A PNG of 8 by 8 pixels: of noise, as in uploads that are measured, there are no previews.
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAbElEQVR42hXNQRUAUQhCUaMYhShGeVGIQhSizB+XXA7ODDtouIHBQ4YOM8suWm5h8ZKl+0CskDiBsIioHhx76LiDw0eO3oN"
        + "/4FVf+J8h0PduzBqZ8x/bxNQPwgaFy192SGgelC0q13/CJaXlA8Z7WAFXOTbyAAAAAElFTkSuQmCC");

    private readonly HttpClient client;
    private readonly int port;
    private string path = "";

    private ApiApp(ParhelionPeer server)
    {
        port = server.Port;
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>The field of the header with which the app is read and written.</summary>
    public string Authorization => $"Authorization: {client.DefaultRequestHeaders.Authorization}";

    /// <summary>The lists, 100 entries each.</summary>
    public IReadOnlyList<ApiList> Lists { get; private set; } = [];

    /// <summary>Each posts a message to another conversation: a conversation takes 30,000. None is in a list.</summary>
    public IReadOnlyList<Request> Messages { get; private set; } = [];

    /// <summary>Bytes of the response to one of <see cref="Messages"/>.</summary>
    public int MessageBytes { get; private set; }

    /// <summary>Makes the app, and waits until its lists no longer change.</summary>
    public static async Task<ApiApp> CreateAsync(ParhelionPeer server)
    {
        var app = new ApiApp(server);
        await app.SignInAsync(Path.Combine(server.DataDirectory, "credentials.json"));
        await app.FillAsync();
        return app;
    }

    public void Dispose() => client.Dispose();

    private async Task SignInAsync(string credentialsFile)
    {
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(credentialsFile));
        var account = credentials.RootElement.GetProperty("account");
        UseKey(account.GetProperty("keyId").GetString()!, account.GetProperty("secret").GetString()!);
        var app = await PostAsync("/v2/apps", new { displayName = "Bench" });
        path = $"/v2/apps/{IdOf(app, "app")}";
        var key = (await PostAsync($"{path}/keys", new { displayName = "Bench" })).GetProperty("key");
        UseKey(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
    }

    private void UseKey(string id, string secret) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    private async Task FillAsync()
    {
        for (var i = 0; i < PageSize; i++) await PostAsync($"{path}/attachments/remove", new { mediaUrl = await UploadAsync() });
        var pictures = new List<string>();
        for (var i = 0; i < Attachments; i++) pictures.Add(await UploadAsync());
        var read = await ConversationAsync();
        for (var i = 0; i < PageSize; i++) await PostAsync(read, Draft(i % PictureEvery == 0 ? pictures[i] : null));
        Lists =
        [
            await ListAsync(WorkloadNames.ListMessages, "messages", read, _ => true),
            await ListAsync(WorkloadNames.ListAttachments, "attachments", $"{path}/attachments?page%5Bsize%5D={PageSize}", HasPreview),
            await ListAsync(WorkloadNames.ListReceipts, "receipts", $"{path}/attachments/receipts?page%5Bsize%5D={PageSize}", IsErased),
        ];
        await FillMessagesAsync();
    }

    private async Task FillMessagesAsync()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Draft(picture: null));
        var messages = new List<Request>();
        for (var i = 0; i < Conversations; i++)
        {
            var conversation = await ConversationAsync();
            MessageBytes = Encoding.UTF8.GetByteCount((await PostAsync(conversation, Draft(picture: null))).GetRawText());
            messages.Add(PostOf(conversation, body));
        }

        Messages = messages;
    }

    private async Task<string> ConversationAsync()
    {
        var user = IdOf(await PostAsync($"{path}/users", new { }), "user");
        var conversation = await PostAsync($"{path}/conversations", new { type = "personal", participants = new[] { new { userId = user } } });
        return $"{path}/conversations/{IdOf(conversation, "conversation")}/messages";
    }

    private static object Draft(string? picture) => new
    {
        author = new { type = "business" },
        content = picture is null ? (object)new { type = "text", text = Words } : new { type = "image", mediaUrl = picture },
    };

    private async Task<string> UploadAsync()
    {
        using var picture = new ByteArrayContent(Picture);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent { { picture, "source", "photo.png" } };
        using var response = await client.PostAsync($"{path}/attachments?access=public&for=message", form);
        return (await ReadAsync(response)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    // The server looks at pictures and erases deleted ones after it has answered, and adds what it has done to the lists.
    private async Task<ApiList> ListAsync(string name, string property, string list, Predicate<JsonElement> isFinal)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var body = await client.GetByteArrayAsync(list, patience.Token);
            using var json = JsonDocument.Parse(body);
            var entries = json.RootElement.GetProperty(property).EnumerateArray().ToList();
            if (entries.Count != PageSize) throw new InvalidOperationException($"The {name} has {entries.Count}.");
            if (entries.TrueForAll(isFinal)) return new ApiList(name, list, body.Length);
            await Task.Delay(50, patience.Token);
        }
    }

    private static bool HasPreview(JsonElement attachment) => attachment.TryGetProperty("placeholder", out _) || !attachment.TryGetProperty("renditions", out _);

    private static bool IsErased(JsonElement receipt) => receipt.TryGetProperty("erasedAt", out _);

    private Request PostOf(string to, byte[] body)
    {
        var head = $"POST {to} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{Authorization}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        return new Request(Encoding.ASCII.GetBytes(head), body, [], 201);
    }

    private async Task<JsonElement> PostAsync(string to, object body)
    {
        using var response = await client.PostAsJsonAsync(to, body);
        return await ReadAsync(response);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{response.StatusCode} for {response.RequestMessage!.RequestUri!.AbsolutePath}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private static string IdOf(JsonElement response, string name) => response.GetProperty(name).GetProperty("id").GetString()!;
}
