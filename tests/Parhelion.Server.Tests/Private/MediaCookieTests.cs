using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;
using static Parhelion.Server.Tests.Private.PrivateApp;

namespace Parhelion.Server.Tests.Private;

/// <summary>The cookie of a media token: to whom the browser sends it, and who gets it.</summary>
public sealed class MediaCookieTests
{
    private const string Page = "https://chat.example.org";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("", "", false, "; path={path}; samesite=lax; httponly")]
    [InlineData("http://127.0.0.1/files/", "/files", false, "; path=/files{path}; samesite=lax; httponly")]
    [InlineData("http://127.0.0.1/sc", "/sc", false, "; path=/sc{path}; samesite=lax; httponly")]
    [InlineData("https://media.example.org", "", false, "; path={path}; secure; samesite=lax; httponly")]
    [InlineData("https://media.example.org", "", true, "; path={path}; secure; samesite=none; httponly; Partitioned")]
    public async Task Cookie_is_bound_to_the_path_and_ends_with_the_token(string mediaBase, string prefix, bool crossSite, string attributes)
    {
        await using var server = await StartAsync(("MediaBaseUrl", mediaBase), ("Media:CookieCrossSite", crossSite ? "true" : ""));
        using var app = PrivateApp.Of(server);
        var conversation = await app.ConversationAsync();
        var file = new Uri(await app.UploadAsync(name: "a b.txt", conversationId: conversation)).AbsolutePath;
        string[][] paths =
        [
            [app.AppPath, app.AppPath], [$"{prefix}{app.AppPath}", app.AppPath], [$"{app.AppPath}/conversations/{conversation}", $"{app.AppPath}/conversations/{conversation}"],
            [file, file[prefix.Length..file.LastIndexOf('/')]],
        ];

        foreach (var path in paths)
        {
            var token = await app.TokenAsync(path[0]);
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
            {
                var expected = attributes.Replace("{path}", path[1], StringComparison.Ordinal);
                Assert.Equal(
                    $"parhelion_media={token}; expires=Mon, 01 Jun 2026 14:00:00 GMT; max-age=7200{expected}", await app.SetCookieAsync(token, method));
            }
        }
    }

    [Fact]
    public async Task Browser_sends_the_cookie_with_the_media_and_nothing_else()
    {
        // The browser has a clock of its own.
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var app = PrivateApp.Of(server);
        var conversation = await app.ConversationAsync();
        var jar = new CookieContainer();
        string Sent(string path) => jar.GetCookieHeader(new Uri(server.Url, path));

        jar.SetCookies(server.Url, (await app.SetCookieAsync(await app.TokenAsync($"{app.AppPath}/conversations/{conversation}")))!);

        Assert.NotEmpty(Sent($"{app.AppPath}/conversations/{conversation}/AAAAAAAAAAAAAAAAAAAAAAAA/a.png"));
        Assert.Empty(Sent($"{app.AppPath}/AAAAAAAAAAAAAAAAAAAAAAAA/a.png"));
        Assert.Empty(Sent($"/v2{app.AppPath}/conversations/{conversation}/messages"));
        Assert.Empty(jar.GetCookieHeader(new Uri("http://elsewhere.example/")));
    }

    [Fact]
    public async Task Rest_of_the_life_is_counted_from_now()
    {
        await using var server = await StartAsync();
        using var app = PrivateApp.Of(server);
        var token = await app.TokenAsync(app.AppPath);
        clock.Advance(TimeSpan.FromSeconds(7190));

        Assert.Contains("expires=Mon, 01 Jun 2026 14:00:00 GMT; max-age=10;", await app.SetCookieAsync(token), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(401, await app.StatusAsync(CookiePath(app), Bearer(token)));
    }

    [Fact]
    public async Task Cookie_is_for_a_media_token_of_the_app()
    {
        await using var server = await StartAsync();
        using var app = PrivateApp.Of(server);
        using var other = await OfNewAppAsync(server);
        var token = await app.TokenAsync(app.AppPath);

        await AssertRefusedAsync(401, "Authorization is required", await app.GetAsync(CookiePath(app)));
        await AssertRefusedAsync(401, "Invalid credentials", await app.GetAsync(CookiePath(app), app.Basic()));
        await AssertRefusedAsync(401, "Invalid credentials", await app.GetAsync(CookiePath(app), Bearer(token + "x")));
        await AssertRefusedAsync(401, "Invalid credentials", await app.GetAsync(CookiePath(app), Bearer("")));
        await AssertRefusedAsync(401, "Invalid credentials", await app.GetAsync(CookiePath(app), Bearer(token), Bearer(token)));
        await AssertRefusedAsync(401, "Authorization is required", await app.GetAsync(CookiePath(app), Cookie(token)));
        await AssertRefusedAsync(403, "Forbidden", await app.GetAsync(CookiePath(app), Bearer(await other.TokenAsync(other.AppPath))));
        await AssertRefusedAsync(403, "Forbidden", await app.GetAsync($"/v2/apps/{new string('0', 24)}/attachments/cookie", Bearer(token)));
        foreach (var changed in Tampering.Of(token)) await AssertRefusedAsync(401, "Invalid credentials", await app.GetAsync(CookiePath(app), Bearer(changed)));
        Assert.Equal(200, await app.StatusAsync("/sc" + CookiePath(app), Bearer(token)));
    }

    [Fact]
    public async Task Page_of_an_allowed_origin_may_send_credentials_and_read_the_answer()
    {
        await using var server = await StartAsync(("Media:AllowedOrigins", $"{Page},http://localhost:3000/"));
        using var app = PrivateApp.Of(server);
        var token = await app.TokenAsync(app.AppPath);
        var path = new Uri(await app.UploadAsync()).AbsolutePath;

        foreach (var target in (string[])[CookiePath(app), path])
        {
            using var question = await app.SendAsync(HttpMethod.Options, target, ("Origin", Page), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));
            Assert.Equal(HttpStatusCode.NoContent, question.StatusCode);
            Assert.Contains("Authorization", Header(question, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
            Assert.Contains("GET", Header(question, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
            AssertReadable(question);

            using var answer = await app.GetAsync(target, ("Origin", Page), Bearer(token));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            AssertReadable(answer);

            using var refusal = await app.GetAsync(target, ("Origin", Page), Bearer(token + "x"));
            Assert.NotEqual(HttpStatusCode.OK, refusal.StatusCode);
            AssertReadable(refusal);
        }

        using var local = await app.GetAsync(path, ("Origin", "http://localhost:3000"), Cookie(token));
        Assert.Equal("http://localhost:3000", Header(local, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://chat.example.org.evil.example")]
    [InlineData("http://chat.example.org")]
    [InlineData("https://chat.example.org:8443")]
    [InlineData("HTTPS://CHAT.EXAMPLE.ORG")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task Page_of_another_origin_is_not_let_in(string origin)
    {
        await using var server = await StartAsync(("Media:AllowedOrigins", Page));
        using var app = PrivateApp.Of(server);
        var token = await app.TokenAsync(app.AppPath);
        var path = new Uri(await app.UploadAsync()).AbsolutePath;

        using var question = await app.SendAsync(HttpMethod.Options, CookiePath(app), ("Origin", origin), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, question.StatusCode);
        using var media = await app.SendAsync(HttpMethod.Options, path, ("Origin", origin), ("Access-Control-Request-Method", "GET"));
        Assert.DoesNotContain("Authorization", Header(media, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        foreach (var target in (string[])[CookiePath(app), path])
        {
            using var answer = await app.GetAsync(target, ("Origin", origin), Bearer(token));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task Preflight_without_allowed_origins_is_as_it_was()
    {
        await using var server = await StartAsync();
        using var app = PrivateApp.Of(server);

        Assert.Equal(405, (int)(await app.SendAsync(HttpMethod.Options, CookiePath(app), ("Origin", Page))).StatusCode);
        using var media = await app.SendAsync(HttpMethod.Options, $"{app.AppPath}/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", ("Origin", Page));
        Assert.Equal(("*", false), (Header(media, "Access-Control-Allow-Origin"), media.Headers.Contains("Access-Control-Allow-Credentials")));
        Assert.Empty(media.Headers.Vary);
    }

    private static string CookiePath(PrivateApp app) => $"/v2{app.AppPath}/attachments/cookie";

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private static void AssertReadable(HttpResponseMessage response)
    {
        Assert.Equal(Page, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    private static async Task AssertRefusedAsync(int status, string title, HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal((status, title), ((int)response.StatusCode, await Uploads.TitleOfAsync(response)));
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    private Task<ParhelionServer> StartAsync(params (string Name, string Value)[] settings) =>
        ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                foreach (var (name, value) in settings) options.Settings[name] = value;
            },
            TestContext.Current.CancellationToken);
}
