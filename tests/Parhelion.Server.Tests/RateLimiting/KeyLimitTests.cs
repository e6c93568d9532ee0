using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>The limits of keys and of upload links, and what a refusal says.</summary>
public sealed class KeyLimitTests
{
    [Fact]
    public async Task A_key_with_too_many_uploads_is_told_when_to_come_again()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Key:UploadsPerMinute", "2"));
        using var other = await PrivateApp.OfNewAppAsync(limited.Server);

        using var first = await limited.UploadAsync(limited.Key);
        using var second = await limited.UploadAsync(limited.Key);
        using var refused = await limited.UploadAsync(limited.Key);

        Assert.Equal([201, 201, 429], new[] { first, second, refused }.Select(response => (int)response.StatusCode));
        Assert.Equal(("\"key-uploads\";r=1;t=30", null), (UploadRequests.HeaderOf(first, "RateLimit"), UploadRequests.HeaderOf(first, "Retry-After")));
        Assert.Equal("\"key-uploads\";r=0;t=30", UploadRequests.HeaderOf(refused, "RateLimit"));
        Assert.All([first, refused], response => Assert.Equal("\"key-uploads\";q=2;w=60", UploadRequests.HeaderOf(response, "RateLimit-Policy")));
        Assert.Equal(("30", "no-store"), (UploadRequests.HeaderOf(refused, "Retry-After"), UploadRequests.HeaderOf(refused, "Cache-Control")));
        Assert.NotNull(UploadRequests.HeaderOf(refused, "X-Request-Id"));
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors")[0];
        Assert.Equal(("too_many_requests", "Too many uploads with this key"), (error.GetProperty("code").GetString(), error.GetProperty("title").GetString()));

        Assert.Equal(200, await limited.StatusAsync("GET", limited.AppPath, authorization: limited.Key));
        Assert.NotNull(await other.UploadAsync("public"));
        limited.Clock.Advance(TimeSpan.FromSeconds(30));
        using var later = await limited.UploadAsync(limited.Key);
        Assert.Equal(201, (int)later.StatusCode);
        Assert.Empty(limited.Warnings);
    }

    [Fact]
    public async Task Reads_changes_and_uploads_are_counted_apart()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Key:ReadsPerMinute", "3"), ("RateLimit:Key:WritesPerMinute", "1"), ("RateLimit:Key:UploadsPerMinute", "2"));
        var upload = new Uri(await UploadRequests.CreateTusAsync(limited.Server, 5)).AbsolutePath;
        string[] reads = [await ReadAsync("GET", limited.AppPath), await ReadAsync("OPTIONS", $"{limited.AppPath}/attachments"), await ReadAsync("HEAD", upload), await ReadAsync("GET", limited.AppPath)];

        Assert.Equal(["200 2", "204 1", "204 0", "429 0"], reads);
        Assert.Equal((201, 429), (await PostUserAsync(), await PostUserAsync()));
        using var first = await limited.UploadAsync(limited.Key);
        using var second = await limited.UploadAsync(limited.Key);
        Assert.Equal((201, 429), ((int)first.StatusCode, (int)second.StatusCode));

        async Task<string> ReadAsync(string method, string path)
        {
            using var response = await limited.SendAsync(method, path, authorization: limited.Key);
            return $"{(int)response.StatusCode} {UploadRequests.HeaderOf(response, "RateLimit")!.Split("r=")[1].Split(';')[0]}";
        }

        async Task<int> PostUserAsync()
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var response = await limited.SendAsync("POST", $"{limited.AppPath}/users", authorization: limited.Key, body: body);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_quota_of_zero_is_no_limit()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Key:ReadsPerMinute", "0"));

        using var response = await limited.SendAsync("GET", limited.AppPath, authorization: limited.Key);

        Assert.Equal((200, null), ((int)response.StatusCode, UploadRequests.HeaderOf(response, "RateLimit")));
    }

    [Fact]
    public async Task A_page_can_read_that_its_link_is_used_too_fast()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Link:UploadsPerMinute", "1"));
        using var app = PrivateApp.Of(limited.Server);
        var links = new[] { await LinkedUploads.CreateAsync(app, Link), await LinkedUploads.CreateAsync(app, Link) };

        using var first = await limited.UploadAsync(null, links[0]);
        using var refused = await limited.UploadAsync(null, links[0]);
        using var other = await limited.UploadAsync(null, links[1]);

        Assert.Equal((201, 429, 201), ((int)first.StatusCode, (int)refused.StatusCode, (int)other.StatusCode));
        Assert.Equal(("60", "*"), (UploadRequests.HeaderOf(refused, "Retry-After"), UploadRequests.HeaderOf(refused, "Access-Control-Allow-Origin")));
        Assert.Equal("\"address-uploads\";r=5998;t=1, \"link-uploads\";r=0;t=60", UploadRequests.HeaderOf(refused, "RateLimit"));
        Assert.All((string[])["RateLimit", "RateLimit-Policy", "Retry-After"], name =>
            Assert.Contains(name, UploadRequests.HeaderOf(refused, "Access-Control-Expose-Headers")!.Split(", ")));
        Assert.Equal("Too many uploads with this link", await Uploads.TitleOfAsync(refused));
    }

    [Fact]
    public async Task A_refusal_keeps_the_headers_of_its_protocol()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:UploadsPerMinute", "1"));
        var upload = await UploadRequests.CreateTusAsync(limited.Server, 5);
        using var client = limited.Server.CreateAnonymousClient();

        using var first = await UploadRequests.TusAsync(client, "PATCH", upload, "ab"u8.ToArray(), ("Upload-Offset", "0"));
        using var tus = await UploadRequests.TusAsync(client, "PATCH", upload, "cde"u8.ToArray(), ("Upload-Offset", "2"));
        using var draft = await UploadRequests.AppendAsync(client, upload, 2, "?1", "cde"u8.ToArray());

        Assert.Equal((204, 429, 429), ((int)first.StatusCode, (int)tus.StatusCode, (int)draft.StatusCode));
        Assert.Equal(("1.0.0", null), (UploadRequests.HeaderOf(tus, "Tus-Resumable"), UploadRequests.HeaderOf(draft, "Upload-Complete")));
        Assert.All([tus, draft], response => Assert.Equal(("60", "*"), (UploadRequests.HeaderOf(response, "Retry-After"), UploadRequests.HeaderOf(response, "Access-Control-Allow-Origin"))));
        // The upload goes on later.
        limited.Clock.Advance(TimeSpan.FromMinutes(1));
        using var last = await UploadRequests.TusAsync(client, "PATCH", upload, "cde"u8.ToArray(), ("Upload-Offset", "2"));
        Assert.Equal(204, (int)last.StatusCode);
    }

    private static object Link => new { access = "public", maxUploads = 10 };
}
