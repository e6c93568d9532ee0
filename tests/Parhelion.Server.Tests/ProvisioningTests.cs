using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Apps, their keys, and who one is.</summary>
public sealed class ProvisioningTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        client = server.CreateAccountClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task App_is_made_found_changed_and_deleted()
    {
        var id = (await PostAsync("/v2/apps", new { displayName = "Shop", metadata = new { tier = "gold" } })).GetProperty("app").GetProperty("id").GetString();

        var patched = await client.PatchAsJsonAsync($"/v2/apps/{id}", new { displayName = "Store" }, TestContext.Current.CancellationToken);
        Assert.Equal(
            $$$$"""{"app":{"id":"{{{{id}}}}","displayName":"Store","settings":{},"metadata":{"tier":"gold"}}}""",
            await patched.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var unset = await client.PatchAsJsonAsync(
            $"/v2/apps/{id}", new { metadata = (object?)null, settings = new { conversationRetentionSeconds = 60, unknown = 1 } }, TestContext.Current.CancellationToken);
        Assert.Equal(
            $$$$"""{"app":{"id":"{{{{id}}}}","displayName":"Store","settings":{"conversationRetentionSeconds":60}}}""",
            await unset.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var deleted = await client.DeleteAsync($"/v2/apps/{id}", TestContext.Current.CancellationToken);
        Assert.Equal("{}", await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var gone = await client.GetAsync($"/v2/apps/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(
            """{"errors":[{"code":"app_not_found","title":"App not found"}]}""",
            await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static TheoryData<string, string> BadApps { get; } = new()
    {
        { "{}", "should have required property 'displayName'" },
        { """{"displayName":""}""", "'displayName' should have 1 to 100 characters" },
        { """{"displayName":"a","metadata":{"a":{"b":1}}}""", "'metadata.a' should be string, number or boolean" },
        { """{"displayName":"a","metadata":{"a":"XXX"}}""".Replace("XXX", new string('x', 4096), StringComparison.Ordinal), "App metadata is limited to 4096 bytes in size." },
        { """{"displayName":"a","settings":{"conversationRetentionSeconds":-1}}""", "'settings.conversationRetentionSeconds' should be an integer that is not negative" },
        { """{"displayName":"a","settings":{"echoPostback":"yes"}}""", "'settings.echoPostback' should be boolean" },
    };

    [Theory]
    [MemberData(nameof(BadApps))]
    public async Task App_with_a_fault_is_refused(string body, string title)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v2/apps", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(title, await Uploads.TitleOfAsync(response));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/sc")]
    public async Task Pages_lead_through_all_apps_and_back(string prefix)
    {
        for (var i = 0; i < 6; i++) await PostAsync("/v2/apps", new { displayName = i.ToString(CultureInfo.InvariantCulture) });
        var names = new List<string>();
        var next = $"{prefix}/v2/apps?page%5Bsize%5D=3";
        var last = next;
        while (next is not null)
        {
            last = next;
            var page = await GetAsync(next);
            names.AddRange(page.GetProperty("apps").EnumerateArray().Select(app => app.GetProperty("displayName").GetString()!));
            next = page.TryGetProperty("links", out var links) && links.TryGetProperty("next", out var link) ? link.GetString() : null;
            Assert.Equal(next is not null, page.GetProperty("meta").GetProperty("hasMore").GetBoolean());
            if (next is not null) Assert.StartsWith($"{server.Url.GetLeftPart(UriPartial.Authority)}{prefix}/v2/apps?", next, StringComparison.Ordinal);
        }

        Assert.Equal(["Quickstart", "0", "1", "2", "3", "4", "5"], names);
        var previous = await GetAsync((await GetAsync(last)).GetProperty("links").GetProperty("prev").GetString()!);
        Assert.Equal(["2", "3", "4"], previous.GetProperty("apps").EnumerateArray().Select(app => app.GetProperty("displayName").GetString()));
    }

    [Theory]
    [InlineData("page[size]=0")]
    [InlineData("page[size]=101")]
    [InlineData("page[size]=x")]
    [InlineData("page[after]=short")]
    [InlineData("page[after]=000000000000000000000000&page[before]=000000000000000000000000")]
    public async Task Bad_page_is_refused(string query)
    {
        using var response = await client.GetAsync($"/v2/apps?{query}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Invalid page query parameters", await Uploads.TitleOfAsync(response));
    }

    [Fact]
    public async Task Keys_are_made_listed_found_and_deleted_ten_at_most()
    {
        var path = $"/v2/apps/{server.AppId}/keys";
        for (var i = 0; i < 9; i++) await PostAsync(path, new { displayName = "k" });
        using var eleventh = await client.PostAsJsonAsync(path, new { displayName = "k" }, TestContext.Current.CancellationToken);
        var keys = (await GetAsync(path)).GetProperty("keys").EnumerateArray().ToList();
        var id = keys[^1].GetProperty("id").GetString();
        var found = await GetAsync($"{path}/{id}");
        using var deleted = await client.DeleteAsync($"{path}/{id}", TestContext.Current.CancellationToken);
        using var gone = await client.GetAsync($"{path}/{id}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, eleventh.StatusCode);
        Assert.Equal(10, keys.Count);
        Assert.StartsWith("app_", id, StringComparison.Ordinal);
        Assert.Equal(keys[^1].GetProperty("secret").GetString(), found.GetProperty("key").GetProperty("secret").GetString());
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("Resource not found", await Uploads.TitleOfAsync(gone));
    }

    [Fact]
    public async Task Deleted_app_takes_its_keys_and_media_with_it()
    {
        var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        using var deleted = await client.DeleteAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken);
        using var media = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        using var app = server.CreateClient();
        using var refused = await app.GetAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, media.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Token_info_tells_the_app_of_a_key()
    {
        using var app = server.CreateClient();
        var info = await app.GetFromJsonAsync<JsonElement>("/v2/tokenInfo", TestContext.Current.CancellationToken);
        using var account = await client.GetAsync("/v2/tokenInfo", TestContext.Current.CancellationToken);

        Assert.Equal(server.AppId, info.GetProperty("app").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, account.StatusCode);
    }

    private Task<JsonElement> GetAsync(string path) => client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
