using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Links;

/// <summary>Upload links: what they allow, how often, and what ends them.</summary>
public sealed class UploadLinkTests : IAsyncLifetime
{
    private static readonly (int, string?) Stored = (201, null);
    private static readonly (int, string?) Gone = (410, "upload_gone");
    private static readonly (int, string?) Unknown = (404, "not_found");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ParhelionServer server = null!;
    private PrivateApp app = null!;
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.TimeProvider = clock, TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
        browser = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        app.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Creation_tells_the_url_the_time_and_the_number()
    {
        using var response = await app.Client.PostAsJsonAsync(
            $"/v2{app.AppPath}/attachments/uploadLinks", new { access = "public", maxUploads = 7, expiresIn = 86_400 }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var link = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("uploadLink");
        Assert.Equal(["url", "expiresAt", "maxUploads"], link.EnumerateObject().Select(property => property.Name));
        Assert.StartsWith($"{server.Url.AbsoluteUri}uploads/", link.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal("2026-06-02T12:00:00.000Z", link.GetProperty("expiresAt").GetString());
        Assert.Equal(7, link.GetProperty("maxUploads").GetInt32());
    }

    [Fact]
    public async Task Longest_link_is_shorter_than_2_KB()
    {
        var all = new AllowedFileTypes(AllowedFileTypes.DefaultExtensions);
        var url = await LinkedUploads.CreateAsync(app, new
        {
            access = "private",
            @for = "message",
            conversationId = await app.ConversationAsync(),
            maxBytes = 52_428_800,
            maxUploads = 100,
            expiresIn = 86_400,
            extensions = AllowedFileTypes.DefaultExtensions,
        });

        Assert.InRange(url.Length, 500, 1900);
        Assert.All(AllowedFileTypes.DefaultExtensions, extension => Assert.True(all.AllowsExtension(extension)));
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, url));
    }

    [Fact]
    public async Task Upload_has_what_the_link_says()
    {
        var conversation = await app.ConversationAsync();
        var url = await LinkedUploads.UploadAsync(browser, await LinkedUploads.CreateAsync(app, new { access = "private", conversationId = conversation }));

        Assert.Contains($"/apps/{app.AppId}/conversations/{conversation}/", url, StringComparison.Ordinal);
        Assert.Equal(401, await app.StatusAsync(url));
        Assert.Equal(200, await app.StatusAsync(url, app.Basic()));
    }

    [Fact]
    public async Task App_whose_uploads_are_private_needs_no_access()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "should have required property 'access'"), await app.RefusalAsync("uploadLinks", new { }));
        await app.SetAsync(new { attachmentsAccess = "private" });

        var url = await LinkedUploads.UploadAsync(browser, await LinkedUploads.CreateAsync(app, new { }));

        Assert.Equal(401, await app.StatusAsync(url));
    }

    [Fact]
    public async Task Link_takes_as_many_files_as_it_says_and_counts_only_stored_ones()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 2 });

        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));
        Assert.Equal((415, "unsupported_media_type"), await LinkedUploads.TryAsync(browser, link, "MZ"u8.ToArray(), "a.exe"));
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));
        Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, link));
        // A link takes one file unless it says otherwise.
        var single = await LinkedUploads.CreateAsync(app, new { access = "public" });
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, single));
        Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, single));
    }

    [Fact]
    public async Task A_hundred_uploads_at_once_store_five_files()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 5 });

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => LinkedUploads.TryAsync(browser, link)));

        Assert.Equal(5, results.Count(result => result == Stored));
        Assert.Equal(95, results.Count(result => result == Gone));
        await Uploads.WaitAsync(async () => (await Uploads.StoredAsync(server)).Count == 5, () => "More than five files are stored.");
    }

    [Fact]
    public async Task Link_ends_with_its_time_and_keeps_its_count()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 3, expiresIn = 60 });
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, link));
        Assert.Equal(1, await CountsAfterSweepAsync());
        clock.Advance(UploadLinkLimits.KeptTime + TimeSpan.FromSeconds(1));
        Assert.Equal(0, await CountsAfterSweepAsync());
    }

    [Fact]
    public async Task Link_ends_with_the_key_that_created_it()
    {
        var (other, keyId) = await app.WithNewKeyAsync();
        using (other)
        {
            var (own, lasting) = (await LinkedUploads.CreateAsync(other, new { access = "public", maxUploads = 9 }), await LinkedUploads.CreateAsync(app, new { access = "public" }));
            Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, own));

            await app.DeleteKeyAsync(keyId);

            Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, own));
            Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, lasting));
        }
    }

    [Fact]
    public async Task Link_ends_with_its_conversation()
    {
        // The first conversation of a user is deleted with the user only.
        var conversation = await GroupAsync();
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", conversationId = conversation, maxUploads = 9 });
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));

        using var deleted = await app.Client.DeleteAsync($"/v2{app.AppPath}/conversations/{conversation}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);

        Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, link));
        Assert.Equal((HttpStatusCode.NotFound, "Conversation not found"), await app.RefusalAsync("uploadLinks", new { access = "public", conversationId = conversation }));
    }

    [Fact]
    public async Task Link_of_the_account_ends_with_the_app()
    {
        using var account = server.CreateAccountClient();
        using var other = await PrivateApp.OfNewAppAsync(server);
        using var response = await account.PostAsJsonAsync(
            $"/v2{other.AppPath}/attachments/uploadLinks", new { access = "public", maxUploads = 9 }, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var link = body.GetProperty("uploadLink").GetProperty("url").GetString()!;
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));

        using var deleted = await account.DeleteAsync($"/v2{other.AppPath}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);

        Assert.Equal(Gone, await LinkedUploads.TryAsync(browser, link));
    }

    [Fact]
    public async Task Refusals_come_before_the_body()
    {
        var small = await LinkedUploads.CreateAsync(app, new { access = "public", maxBytes = 100, extensions = (string[])["PNG", "png", "txt"] });
        var used = await LinkedUploads.CreateAsync(app, new { access = "public" });
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, used));

        Assert.Equal(410, await StatusBeforeBodyAsync(used, 1000));
        // The framing of a form may have 256 KiB besides the file.
        Assert.Equal(413, await StatusBeforeBodyAsync(small, 40_000_000));
        Assert.Equal((413, "payload_too_large"), await LinkedUploads.TryAsync(browser, small, [.. Uploads.Png, .. new byte[200]]));
        Assert.Equal((415, "unsupported_media_type"), await LinkedUploads.TryAsync(browser, small, "%PDF-1.4\n"u8.ToArray(), "a.pdf"));
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, small, name: "A.PNG"));
    }

    [Theory]
    [InlineData("access=private")]
    [InlineData("for=message")]
    [InlineData("conversationId=0123456789abcdef01234567")]
    public async Task Query_cannot_change_what_the_link_says(string query)
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public" });

        Assert.Equal((400, "bad_request"), await LinkedUploads.TryAsync(browser, $"{link}?{query}"));
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, $"{link}?utm=1"));
    }

    [Fact]
    public async Task Credentials_and_cookies_of_the_request_do_not_matter()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public" });
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "a.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, link) { Content = form };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer nonsense");
        request.Headers.TryAddWithoutValidation("Cookie", "parhelion_media=nonsense");

        using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Token_that_was_changed_anywhere_uploads_nothing()
    {
        using var other = await PrivateApp.OfNewAppAsync(server);
        var (link, foreign) = (await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 100 }), await LinkedUploads.CreateAsync(other, new { access = "public", maxUploads = 100 }));
        var token = link[(link.LastIndexOf('/') + 1)..];
        var parts = token.Split('.');
        var foreignParts = foreign[(foreign.LastIndexOf('/') + 1)..].Split('.');
        IEnumerable<string> changed =
        [
            .. Tampering.Of(token), $"{parts[0]}.", $".{parts[1]}", parts[0], $"{parts[1]}.{parts[0]}", $"{token}.{parts[1]}",
            $"{parts[0]}.{foreignParts[1]}", $"{foreignParts[0]}.{parts[1]}", token.ToUpperInvariant(), new string('A', 1900), "x",
            $"{Payload("null")}.{parts[1]}", $"{Payload("{}")}.{parts[1]}", $"{Payload("""{"id":null,"key":null,"app":null,"expires":1,"uploads":1}""")}.{parts[1]}",
        ];

        foreach (var text in changed)
        {
            var result = await LinkedUploads.TryAsync(browser, $"/uploads/{text}");
            // A change within the id of the key is not told from a key that was deleted.
            Assert.True(result == Unknown || (result == Gone && text.EndsWith(parts[1], StringComparison.Ordinal)), $"{result}: {text}");
        }

        await Uploads.AssertNothingKeptAsync(server);
        Assert.Equal(Stored, await LinkedUploads.TryAsync(browser, link));
    }

    [Fact]
    public async Task Integrations_and_the_account_may_create_links()
    {
        using var account = server.CreateAccountClient();
        using var made = await account.PostAsJsonAsync($"/v2{app.AppPath}/attachments/uploadLinks", new { access = "public" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var other = await PrivateApp.OfNewAppAsync(server);
        using var foreign = await other.Client.PostAsJsonAsync($"/v2{app.AppPath}/attachments/uploadLinks", new { access = "public" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var anonymous = await browser.PostAsJsonAsync($"/v2{app.AppPath}/attachments/uploadLinks", new { access = "public" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Theory]
    [InlineData("""{"access":"all"}""", "'access' should be one of public, private")]
    [InlineData("""{"access":null}""", "'access' should be one of public, private")]
    [InlineData("""{"access":"public","for":"me"}""", "'for' should be one of message")]
    [InlineData("""{"access":"public","conversationId":"X"}""", "'conversationId' should have 24 lower-case hexadecimal characters")]
    [InlineData("""{"access":"public","conversationId":7}""", "'conversationId' should be string")]
    [InlineData("""{"access":"public","maxBytes":0}""", "'maxBytes' should be an integer from 1 to 52428800")]
    [InlineData("""{"access":"public","maxBytes":52428801}""", "'maxBytes' should be an integer from 1 to 52428800")]
    [InlineData("""{"access":"public","extensions":"png"}""", "'extensions' should be array")]
    [InlineData("""{"access":"public","extensions":[]}""", "'extensions' should have 1 to 100 entries")]
    [InlineData("""{"access":"public","extensions":["png",".jpg"]}""", "'extensions[1]' should be an extension that this server accepts, without a dot")]
    [InlineData("""{"access":"public","extensions":["exe"]}""", "'extensions[0]' should be an extension that this server accepts, without a dot")]
    [InlineData("""{"access":"public","extensions":[1]}""", "'extensions[0]' should be string")]
    [InlineData("""{"access":"public","maxUploads":0}""", "'maxUploads' should be an integer from 1 to 100")]
    [InlineData("""{"access":"public","maxUploads":101}""", "'maxUploads' should be an integer from 1 to 100")]
    [InlineData("""{"access":"public","expiresIn":59}""", "'expiresIn' should be an integer from 60 to 86400")]
    [InlineData("""{"access":"public","expiresIn":86401}""", "'expiresIn' should be an integer from 60 to 86400")]
    public async Task Body_that_is_none_is_refused_by_the_field(string body, string title) =>
        Assert.Equal((HttpStatusCode.BadRequest, title), await app.RefusalAsync("uploadLinks", JsonDocument.Parse(body).RootElement));

    [Fact]
    public async Task All_errors_are_told_at_once()
    {
        using var response = await app.Client.PostAsJsonAsync(
            $"/v2{app.AppPath}/attachments/uploadLinks",
            new { @for = 1, conversationId = "", maxBytes = -1, extensions = (string[])["exe", "bat"], maxUploads = 0, expiresIn = "1h", unknown = true },
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors");
        Assert.Equal(8, errors.GetArrayLength());
    }

    private static string Payload(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private async Task<string> GroupAsync()
    {
        using var response = await app.Client.PostAsJsonAsync($"/v2{app.AppPath}/conversations", new { type = "sdkGroup" }, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("conversation").GetProperty("id").GetString()!;
    }

    // Sends the header of a form, which asks whether to send the body, and waits for the answer.
    private async Task<int> StatusBeforeBodyAsync(string link, int length)
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = $"POST {new Uri(link).AbsolutePath} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = await Uploads.ReadAnswerAsync(stream);
        return int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<long> CountsAfterSweepAsync()
    {
        await server.Services.GetRequiredService<ResumableUploadSweep>().ForgetLinksAsync(TestContext.Current.CancellationToken);
        return await server.Services.GetRequiredService<Database>().ReadAsync(
            (session, token) => session.Sql("SELECT COUNT(*) FROM upload_links").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
    }
}
