using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;
using static Parhelion.Server.Tests.Private.PrivateApp;

namespace Parhelion.Server.Tests.Private;

/// <summary>Media tokens: who gets which, how long they hold, and what breaks them.</summary>
public sealed class MediaTokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogLines log = new();
    private ParhelionServer server = null!;
    private PrivateApp app = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["MediaBaseUrl"] = "http://127.0.0.1:1/files";
                options.ConfigureServices = services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
            },
            TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        await server.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task Token_has_a_path_and_two_hours()
    {
        var token = await app.TokenAsync(app.AppPath);

        var (header, claims) = (Decode(token.Split('.')[0]), Decode(token.Split('.')[1]));
        Assert.Equal($$"""{"alg":"HS256","typ":"JWT","kid":"{{server.AppKeyId}}"}""", header);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal($$"""{"path":"{{app.AppPath}}","iat":{{now}},"exp":{{now + 7200}}}""", claims);
    }

    [Fact]
    public async Task Tokens_come_by_the_path_as_it_was_sent()
    {
        var file = PathOf(await app.UploadAsync(name: "a b+é.txt"));
        string[] paths =
        [
            app.AppPath, $"/files{app.AppPath}", $"{app.AppPath}/conversations/{new string('0', 24)}", $"/files{app.AppPath}/conversations/{new string('1', 24)}",
            file, file["/files".Length..], app.AppPath,
        ];

        using var response = await app.Client.PostAsJsonAsync($"/v2{app.AppPath}/attachments/token", new { paths }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var tokens = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("tokens");
        Assert.Equal(paths.Distinct(StringComparer.Ordinal), tokens.EnumerateObject().Select(token => token.Name));
        Assert.Equal(200, await app.StatusAsync(file, Bearer(tokens.GetProperty(file).GetString()!)));
        Assert.Equal(200, await app.StatusAsync(file, Bearer(tokens.GetProperty(file["/files".Length..]).GetString()!)));
    }

    [Theory]
    [InlineData("/apps/{app}/")]
    [InlineData("/apps/{app}x")]
    [InlineData("/apps/{app}/conversations")]
    [InlineData("/apps/{app}/conversations/")]
    [InlineData("/apps/{app}/conversations/0000")]
    [InlineData("/apps/{app}/../{app}")]
    [InlineData("//apps/{app}")]
    [InlineData("/filesx/apps/{app}")]
    [InlineData("/files/files/apps/{app}")]
    [InlineData("apps/{app}")]
    [InlineData("/apps/{app}?x")]
    [InlineData("/apps/{app}/AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/apps/{app}/AAAAAAAAAAAAAAAAAAAAAAAA/")]
    [InlineData("/apps/{app}/AAAAAAAAAAAAAAAAAAAAAAAA/a/b")]
    [InlineData("/apps/{app}/AAAAAAAAAAAAAAAAAAAAAAAA/a.png?signature=x")]
    [InlineData("/apps/")]
    [InlineData("/")]
    [InlineData("https://elsewhere.example/apps/{app}")]
    public async Task Path_of_another_form_is_refused_by_its_place(string path) => Assert.Equal(
        (HttpStatusCode.BadRequest, "'paths[1]' should be the path of an app, of a conversation or of a media URL"),
        await app.RefusalAsync("token", new { paths = new[] { app.AppPath, path.Replace("{app}", app.AppId, StringComparison.Ordinal) } }));

    [Fact]
    public async Task Body_without_usable_paths_is_refused()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "should have required property 'paths'"), await app.RefusalAsync("token", new { }));
        Assert.Equal((HttpStatusCode.BadRequest, "should have required property 'paths'"), await app.RefusalAsync("token", new { paths = (string?)null }));
        Assert.Equal((HttpStatusCode.BadRequest, "'paths' should be array"), await app.RefusalAsync("token", new { paths = app.AppPath }));
        Assert.Equal((HttpStatusCode.BadRequest, "'paths' should have 1 to 100 entries"), await app.RefusalAsync("token", new { paths = Array.Empty<string>() }));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "'paths' should have 1 to 100 entries"), await app.RefusalAsync("token", new { paths = Enumerable.Repeat(app.AppPath, 101) }));
        Assert.Equal((HttpStatusCode.BadRequest, "'paths[0]' should be string"), await app.RefusalAsync("token", new { paths = new[] { 1 } }));
    }

    [Fact]
    public async Task Path_of_another_app_is_forbidden_whether_the_app_exists_or_not()
    {
        using var other = await OfNewAppAsync(server);
        using var account = new PrivateApp(server, server.CreateAccountClient(), app.AppId);
        foreach (var asker in (PrivateApp[])[app, account])
        {
            foreach (var path in (string[])[other.AppPath, $"/apps/{new string('0', 24)}", $"{other.AppPath}/conversations/{new string('0', 24)}"])
            {
                Assert.Equal((HttpStatusCode.Forbidden, "Forbidden"), await asker.RefusalAsync("token", new { paths = new[] { app.AppPath, path } }));
            }
        }
    }

    [Fact]
    public async Task Life_is_the_setting_of_the_app()
    {
        var path = PathOf(await app.UploadAsync());
        await app.SetAsync(new { attachmentsTokenExpirationSeconds = 60 });
        var cookie = Cookie(await app.TokenAsync(app.AppPath));

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, await app.StatusAsync(path, cookie));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, await app.StatusAsync(path, cookie));
    }

    [Theory]
    [InlineData("""{"attachmentsAccess":"secret"}""", "'settings.attachmentsAccess' should be one of public, private")]
    [InlineData("""{"attachmentsAccess":1}""", "'settings.attachmentsAccess' should be one of public, private")]
    [InlineData("""{"attachmentsTokenExpirationSeconds":59}""", "'settings.attachmentsTokenExpirationSeconds' should be an integer from 60 to 2592000")]
    [InlineData("""{"attachmentsTokenExpirationSeconds":2592001}""", "'settings.attachmentsTokenExpirationSeconds' should be an integer from 60 to 2592000")]
    [InlineData("""{"attachmentsTokenExpirationSeconds":"7200"}""", "'settings.attachmentsTokenExpirationSeconds' should be an integer from 60 to 2592000")]
    public async Task Setting_that_is_none_is_refused_by_name(string settings, string title)
    {
        using var response = await app.Client.PatchAsync(
            $"/v2{app.AppPath}", new StringContent($$"""{"settings":{{settings}}}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(title, await Uploads.TitleOfAsync(response));
    }

    [Fact]
    public async Task Setting_makes_uploads_private_that_do_not_say_otherwise()
    {
        async Task<HttpStatusCode> UploadAsync(string query)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent("x"u8.ToArray()), "source", "a.txt" } };
            using var response = await app.Client.PostAsync($"/v2{app.AppPath}/attachments{query}", form, TestContext.Current.CancellationToken);
            if (response.StatusCode != HttpStatusCode.Created) return response.StatusCode;
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            return (HttpStatusCode)await app.StatusAsync(PathOf(body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(""));
        await app.SetAsync(new { attachmentsAccess = "private" });
        Assert.Equal(HttpStatusCode.Unauthorized, await UploadAsync(""));
        Assert.Equal(HttpStatusCode.OK, await UploadAsync("?access=public"));
        Assert.Equal(HttpStatusCode.Unauthorized, await UploadAsync("?access=private"));
        await app.SetAsync(new { attachmentsAccess = "public" });
        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(""));
        await app.SetAsync(new { attachmentsAccess = (string?)null });
        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(""));
        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync("?access="));
    }

    [Fact]
    public async Task Token_that_was_changed_anywhere_opens_nothing()
    {
        var path = PathOf(await app.UploadAsync());
        var token = await app.TokenAsync(path);
        Assert.Equal((200, 200), (await app.StatusAsync(path, Bearer(token)), await app.StatusAsync(path, Cookie(token))));

        foreach (var changed in Tampering.Of(token))
        {
            Assert.Equal((changed, 403, 403), (changed, await app.StatusAsync(path, Bearer(changed)), await app.StatusAsync(path, Cookie(changed))));
        }
    }

    [Fact]
    public async Task Token_of_another_making_opens_nothing()
    {
        var path = PathOf(await app.UploadAsync());
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var secret = Encoding.UTF8.GetBytes(server.AppKeySecret);
        var media = HMACSHA256.HashData(secret, "parhelion media token v1"u8);
        var link = HMACSHA256.HashData(secret, "parhelion media link v1"u8);
        object good = new { path = app.AppPath, iat = now, exp = now + 60 };
        object Header(string? alg = "HS256", string? kid = null) => new { alg, typ = "JWT", kid = kid ?? server.AppKeyId };

        // The check of the test: made by the rules, it opens.
        Assert.Equal(200, await app.StatusAsync(path, Bearer(Sign(Header(), good, media))));

        string[] wrong =
        [
            Sign(Header(), good, secret), Sign(Header(), good, link), Sign(Header("none"), good, media), Sign(Header("HS512"), good, media), Sign(Header("RS256"), good, media),
            Sign(Header(alg: null), good, media), Sign(new { alg = "HS256" }, good, media), Sign(Header(kid: "app_" + new string('0', 24)), good, media),
            Sign(Header(kid: "../../etc/passwd"), good, media), Sign(Header(kid: "' OR 1=1 --"), good, media), Sign(Header(kid: server.AccountKeyId), good, media),
            Sign(Header(), new { path = app.AppPath, iat = now, exp = now }, media), Sign(Header(), new { path = app.AppPath, iat = now + 61, exp = now + 120 }, media),
            Sign(Header(), new { path = app.AppPath, iat = now }, media), Sign(Header(), new { path = app.AppPath, exp = now + 60 }, media),
            Sign(Header(), new { iat = now, exp = now + 60 }, media), Sign(Header(), new { path = "/", iat = now, exp = now + 60 }, media),
            Sign(Header(), new { path = app.AppPath[..^1], iat = now, exp = now + 60 }, media), Sign(Header(), new { path = app.AppPath, iat = now, exp = "soon" }, media),
            Sign(Header(), new { path = (string?)null, iat = now, exp = now + 60 }, media), Sign(Header(), new { path = app.AppPath, iat = now, exp = long.MaxValue }, media),
            Sign(Header(), new[] { 1 }, media), Sign(Header(), good, media) + ".c2Vjb25k", Sign(Header(), new { path = app.AppPath, iat = now, exp = now + 60, more = new string('x', 75_000) }, media),
            "..", "a.b.c", "",
        ];
        foreach (var token in wrong) Assert.Equal((token, 403), (token, await app.StatusAsync(path, Bearer(token))));
    }

    [Fact]
    public async Task Key_of_one_app_signs_nothing_for_another()
    {
        using var other = await OfNewAppAsync(server);
        var path = PathOf(await other.UploadAsync());
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var media = HMACSHA256.HashData(Encoding.UTF8.GetBytes(server.AppKeySecret), "parhelion media token v1"u8);

        var token = Sign(new { alg = "HS256", typ = "JWT", kid = server.AppKeyId }, new { path = other.AppPath, iat = now, exp = now + 60 }, media);

        Assert.Equal(403, await other.StatusAsync(path, Bearer(token)));
    }

    [Fact]
    public async Task Media_token_is_no_credential_of_the_api_and_the_other_way_round()
    {
        var token = await app.TokenAsync(app.AppPath);
        foreach (var path in (string[])[$"/v2{app.AppPath}", "/v2/tokenInfo", $"/v2{app.AppPath}/attachments/receipts"])
        {
            Assert.Equal(401, await app.StatusAsync(path, Bearer(token)));
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var api = Sign(
            new { alg = "HS256", typ = "JWT", kid = server.AppKeyId }, new { scope = "app", path = app.AppPath, iat = now, exp = now + 60 }, Encoding.UTF8.GetBytes(server.AppKeySecret));
        Assert.Equal(200, await app.StatusAsync($"/v2{app.AppPath}", Bearer(api)));
        // As a credential of the API it opens private files, in its own place; it is no cookie, and gets none.
        var path2 = PathOf(await app.UploadAsync());
        Assert.Equal((200, 403), (await app.StatusAsync(path2, Bearer(api)), await app.StatusAsync(path2, Cookie(api))));
        Assert.Equal(401, await app.StatusAsync($"/v2{app.AppPath}/attachments/cookie", Bearer(api)));
        Assert.Equal(401, await app.StatusAsync($"/v2{app.AppPath}/attachments/cookie", app.Basic()));
    }

    [Fact]
    public async Task Deleted_key_ends_its_tokens_cookies_and_links_at_once()
    {
        var (short1, keyId) = await app.WithNewKeyAsync();
        using var key = short1;
        var url = await app.UploadAsync();
        var (token, kept) = (await key.TokenAsync(app.AppPath), await app.TokenAsync(app.AppPath));
        var link = PathAndQueryOf(await key.LinkAsync(url));
        var path = PathOf(url);
        Assert.Equal((200, 200, 200), (await app.StatusAsync(path, Bearer(token)), await app.StatusAsync(path, Cookie(token)), await app.StatusAsync(link)));

        await app.DeleteKeyAsync(keyId);

        Assert.Equal((403, 403, 403), (await app.StatusAsync(path, Bearer(token)), await app.StatusAsync(path, Cookie(token)), await app.StatusAsync(link)));
        Assert.Equal(401, await app.StatusAsync($"/v2{app.AppPath}/attachments/cookie", Bearer(token)));
        Assert.Equal(200, await app.StatusAsync(path, Cookie(kept)));
    }

    [Fact]
    public async Task Tokens_and_links_are_in_no_log()
    {
        var url = await app.UploadAsync(name: "payroll.txt");
        var (token, link) = (await app.TokenAsync(app.AppPath), PathAndQueryOf(await app.LinkAsync(url)));
        await app.SetCookieAsync(token);
        await app.StatusAsync(PathOf(url), Cookie(token));
        await app.StatusAsync(link);
        await app.StatusAsync(link + "x");

        var text = log.ToString();
        Assert.Contains("media tokens", text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", text, StringComparison.Ordinal);
        Assert.DoesNotContain("payroll", text, StringComparison.Ordinal);
    }

    // The server stands behind a proxy that has the media base.
    private static string PathOf(string url) => new Uri(url).AbsolutePath;

    private static string PathAndQueryOf(string url) => new Uri(url).PathAndQuery;

    private static string Decode(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Sign(object header, object payload, byte[] key)
    {
        var text = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(payload));
        return $"{text}.{Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
