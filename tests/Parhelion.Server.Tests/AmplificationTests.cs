using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>The rule of docs/limits.md, held against the largest and the smallest requests of every operation that takes a body: an answer, and what a request adds to
/// the database, have at most four times the bytes of the request, plus 16 KiB. Ten webhooks listen to everything, and none of them answers.</summary>
public sealed class AmplificationTests : IAsyncLifetime
{
    private const int Factor = 4;
    private const int Fixed = 16 * 1024;
    private const int Rounds = 8;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = Protocol.WireJson.Encoder };
    private static readonly string[] Everything = [.. EventTypes.All];

    private ParhelionServer server = null!;
    private HttpClient client = null!;
    private string group = null!;
    private string user = null!;
    private string integration = null!;
    private string target = null!;
    private string switchboard = null!;
    private string channel = null!;
    private string twilio = null!;
    private int made;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Durability"] = "Os";
                options.Settings["Webhooks:AllowPrivateTargets"] = "true";
            },
            TestContext.Current.CancellationToken);
        client = server.CreateClient();
        user = await IdAsync("users", LargestUser());
        group = await IdAsync("conversations", """{"type":"sdkGroup"}""");
        switchboard = await IdAsync("switchboards", "");
        var longest = "";
        for (var i = 0; i < 10; i++)
        {
            integration = (await Hooks.IntegrateAsync(server, "http://127.0.0.1:1/", true, Everything)).GetProperty("id").GetString()!;
            if (i < 2) longest = await IdAsync($"switchboards/{switchboard}/switchboardIntegrations", Json(new { name = $"{i}".PadLeft(128, 'x'), integrationId = integration }));
        }

        using var enable = Send(HttpMethod.Patch, $"switchboards/{switchboard}", $$"""{"enabled":true,"defaultSwitchboardIntegrationId":"{{longest}}"}""");
        using var enabled = await client.SendAsync(enable, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)enabled.StatusCode);
        target = await IdAsync("conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""");
        channel = await IdAsync("integrations", """{"type":"unity"}""");
        twilio = await IdAsync("integrations", """{"type":"twilio","accountSid":"a","authToken":"b","phoneNumberSid":"c"}""");
        using var write = Post("simulator/messages", $$$"""{"integrationId":"{{{channel}}}","userId":"{{{user}}}","content":{"type":"text","text":"x"}}""");
        using var written = await client.SendAsync(write, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)written.StatusCode);
        await IdAsync("users", """{"zendeskId":"survivor"}""");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Neither_answers_nor_the_database_grow_faster_than_requests()
    {
        var faults = new List<string>();
        foreach (var (name, make) in Requests())
        {
            var before = DatabaseBytes();
            long sent = 0, answered = 0;
            for (var round = 0; round < Rounds; round++)
            {
                using var request = make();
                var bytes = await LengthAsync(request);
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
                if (answer > (Factor * bytes) + Fixed) faults.Add($"{name}: {bytes} bytes are answered with {answer}");
                if ((int)response.StatusCode >= 500) faults.Add($"{name}: {(int)response.StatusCode}");
                (sent, answered) = (sent + bytes, answered + answer);
            }

            var grown = DatabaseBytes() - before;
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {sent / Rounds} bytes, answer {answered / Rounds}, database {grown / Rounds}");
            if (grown > (Factor * sent) + (Rounds * Fixed)) faults.Add($"{name}: {sent} bytes add {grown} to the database");
        }

        Assert.Empty(faults);
    }

    private IEnumerable<(string Name, Func<HttpRequestMessage> Make)> Requests()
    {
        yield return ("smallest user", () => Post("users", "{}"));
        yield return ("largest user", () => Post("users", LargestUser()));
        yield return ("change of a large user", () => Send(HttpMethod.Patch, $"users/{user}", """{"locale":null}"""));
        yield return ("conversation with a large user", () => Post("conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}"""));
        yield return ("largest conversation", () => Post("conversations", Json(new
        {
            type = "sdkGroup",
            displayName = new string('é', 100),
            description = new string('<', 100),
            iconUrl = "https://x.example/" + new string('\'', 2000),
            metadata = Metadata(),
        })));
        yield return ("client", () => Post($"users/{user}/clients", $$$"""{"matchCriteria":{"type":"twilio","integrationId":"{{{twilio}}}","phoneNumber":"+4930{{{made++:000000}}}"},"confirmation":{"type":"immediate"},"target":{"conversationId":"{{{target}}}"}}"""));
        yield return ("faulty client", () => Post($"users/{user}/clients", $$$$$$"""{"confirmation":{"type":"prompt","message":{"content":{"type":"text","actions":[{{{{{{string.Join(',', Enumerable.Repeat("{}", 33_000))}}}}}}]}}}}"""));
        yield return ("largest conversion events", () => Post($"conversations/{group}/conversionEvents", $$$$$$"""{"messenger":{"payload":{"data":[{"a":"{{{{{{new string('x', 98_000)}}}}}}"}]}}}"""));
        yield return ("faulty conversion events", () => Post($"conversations/{group}/conversionEvents", $$$$$$"""{"messenger":{"payload":{"data":[{{{{{{string.Join(',', Enumerable.Repeat("1", 48_000))}}}}}}]}}}"""));
        yield return ("reference to a message", () => Post($"conversations/{group}/download", Json(new { userId = new string('<', 1000), apple = new { interactiveDataRef = new { url = new string('<', 90_000) } } })));
        yield return ("joining", () => Post($"conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":false}"""));
        yield return ("reading by a user", () => Post($"conversations/{group}/activity", $$$"""{"type":"conversation:read","author":{"type":"user","userId":"{{{user}}}"}}"""));
        yield return ("leaving", () => Post($"conversations/{group}/leave", $$"""{"userId":"{{user}}"}"""));
        foreach (var (name, content) in Contents()) yield return ($"message: {name}", () => Post($"conversations/{group}/messages", $$"""{"author":{"type":"business"},"content":{{content}}}"""));
        yield return ("faulty message", () => Post($"conversations/{group}/messages", $$$"""{"author":{"type":"business"},"content":{"type":"text","actions":[{{{string.Join(',', Enumerable.Repeat("{}", 33_000))}}}]}}"""));
        yield return ("tokens", () => Post("attachments/token", Json(new { paths = Enumerable.Range(0, 100).Select(i => $"/apps/{server.AppId}/conversations/{i:x24}") })));
        yield return ("removal of nothing", () => Post("attachments/remove", Json(new { mediaUrl = "https://x.example/" + new string('<', 98_000) })));
        yield return ("link to nothing", () => Post("attachments/links", Json(new { mediaUrl = "https://x.example/" + new string('<', 98_000), expiresIn = 100 })));
        yield return ("upload link", () => Post("attachments/uploadLinks", Json(new { access = "public", extensions = Core.Uploading.AllowedFileTypes.DefaultExtensions, maxUploads = 100 })));
        yield return ("faulty upload link", () => Post("attachments/uploadLinks", Json(new { access = "public", extensions = Enumerable.Repeat(new string('<', 800), 100) })));
        yield return ("key of an integration", () => Post("integrations/0123456789abcdef01234567/keys", Json(new { displayName = new string('é', 100) })));
        yield return ("faulty integration", () => Post("integrations", Json(new { type = "custom", webhooks = new[] { new { target = "x", triggers = Enumerable.Range(0, 9000).Select(i => $"a{i}") } } })));
        yield return ("smallest channel", () => Post("integrations", """{"type":"web"}"""));
        yield return ("faulty channel", () => Post("integrations", Json(new { type = "web", originWhitelist = Enumerable.Range(0, 9000).Select(i => 1) })));
        yield return ("message through a channel", () => Post("simulator/messages", $$$"""{"integrationId":"{{{channel}}}","externalId":"{{{made++}}}","content":{"type":"text","text":"x"}}"""));
        yield return ("message to a channel", () => Post($"conversations/{target}/messages", $$$"""{"author":{"type":"business"},"content":{"type":"text","text":"x"},"destination":{"integrationId":"{{{channel}}}"}}"""));
        yield return ("typing through a channel", () => Post("simulator/activities", $$$"""{"integrationId":"{{{channel}}}","userId":"{{{user}}}","type":"typing:start"}"""));
        yield return ("largest postback", () => Post("simulator/postbacks", Json(new { integrationId = channel, userId = user, payload = new string('<', 4096), metadata = Metadata() })));
        yield return ("change of a client", () => Post("simulator/clients/0123456789abcdef01234567/change", Json(new { change = "linkFailed", error = new { code = "x", message = new string('<', 1024) } })));
        yield return ("merger", Merge);
        yield return ("result of nothing", () => Post("simulator/deliveries/0123456789abcdef01234567/result", Json(new { status = "failure", error = new { code = "x", message = new string('<', 1024) } })));
        yield return ("change of the app", () => Send(HttpMethod.Patch, "", Json(new { metadata = Metadata() })));
        yield return ("activity", () => Post($"conversations/{group}/activity", """{"type":"conversation:read","author":{"type":"business"}}"""));
        yield return ("change of the switchboard", () => Send(HttpMethod.Patch, $"switchboards/{switchboard}", "{}"));
        yield return ("faulty switchboard integration", () => Post($"switchboards/{switchboard}/switchboardIntegrations", Json(new { name = new string('<', 98_000) })));
        yield return ("offer of control", () => Post($"conversations/{group}/offerControl", Json(new { switchboardIntegration = "0".PadLeft(128, 'x'), metadata = Metadata() })));
        yield return ("acceptance of control", () => Post($"conversations/{group}/acceptControl", "{}"));
        yield return ("passing of control that fails", () => Post($"conversations/{group}/passControl", """{"switchboardIntegration":"x"}"""));
        yield return ("release of control", () => Post($"conversations/{group}/releaseControl", "{}"));
        yield return ("list of nothing with a long query", () => Send(HttpMethod.Get, "integrations?filter[types]=x" + new string('"', 7000), null));
        yield return ("list of attachments with a long unknown filter", () => Send(HttpMethod.Get, $"attachments?filter[{new string('"', 7000)}]=x", null));
        yield return ("smallest upload", Upload);
    }

    private HttpRequestMessage Merge()
    {
        using var other = Post("users", Json(new { zendeskId = "discarded", metadata = Metadata() }));
        using var response = client.Send(other, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
        return Post("users/discarded/sync", """{"survivingZendeskId":"survivor"}""");
    }

    private static IEnumerable<(string Name, string Content)> Contents()
    {
        yield return ("one letter", """{"type":"text","text":"x"}""");
        foreach (var text in (string[])["<", "é", "\U0001F600", "'"])
        {
            yield return ($"of {text}", Json(new { type = "text", text = "x", payload = string.Concat(Enumerable.Repeat(text, 98_000 / Encoding.UTF8.GetByteCount(text))) }));
        }

        yield return ("of escaped control characters", $$"""{"type":"text","text":"x","payload":"{{string.Concat(Enumerable.Repeat("\\u0001", 16_000))}}"}""");
        yield return ("of numbers", $$$"""{"type":"template","template":{"a":[{{{string.Join(',', Enumerable.Repeat("1e-300", 14_000))}}}]}}""");
        yield return ("of empty objects", $$$"""{"type":"template","template":{"a":[{{{string.Join(',', Enumerable.Repeat("{}", 30_000))}}}]}}""");
        yield return ("of nulls", $$$"""{"type":"template","template":{"a":[{{{string.Join(',', Enumerable.Repeat("null", 19_000))}}}]}}""");
        yield return ("foreign files", Json(new
        {
            type = "carousel",
            items = Enumerable.Range(0, 10).Select(i => new { title = "x", mediaUrl = $"https://x.example/{i}.png", actions = new[] { new { type = "link", text = "x", uri = "u" } } }),
        }));
    }

    private string LargestUser() => Json(new
    {
        externalId = $"{made++}".PadLeft(1024, 'é'),
        profile = new { givenName = new string('é', 128), surname = new string('漢', 128), email = new string('<', 128), avatarUrl = "https://x.example/" + new string('\'', 2000), locale = new string('é', 64) },
        metadata = Metadata(),
    });

    private static Dictionary<string, string> Metadata() => new(StringComparer.Ordinal) { ["<é>"] = new string('<', 4000) };

    private HttpRequestMessage Upload()
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", new string('é', 100) + ".png" } };
        return new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server)) { Content = form };
    }

    private HttpRequestMessage Post(string path, string json) => Send(HttpMethod.Post, path, json);

    private HttpRequestMessage Send(HttpMethod method, string path, string? json) => new(method, $"/v2/apps/{server.AppId}{(path.Length == 0 ? "" : "/")}{path}")
    {
        Content = json is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    // The request line, its body, and the credentials; other header fields are on the house.
    private static async Task<long> LengthAsync(HttpRequestMessage request)
    {
        if (request.Content is not null) await request.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return request.RequestUri!.OriginalString.Length + 200 + (request.Content?.Headers.ContentLength ?? 0);
    }

    // What is in the log of the database is in the database when it is looked at.
    private long DatabaseBytes()
    {
        var file = Path.Combine(server.DataDirectory, "parhelion.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        for (var round = 0; round < 10; round++)
        {
            using var reader = command.ExecuteReader();
            if (reader.Read() && reader.GetInt64(0) == 0) return new FileInfo(file).Length;
        }

        throw new InvalidOperationException("The log of the database could not be written back.");
    }

    private async Task<string> IdAsync(string path, string json)
    {
        using var request = Post(path, json);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True((int)response.StatusCode == 201, body.ToString());
        return body.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Plain);
}
