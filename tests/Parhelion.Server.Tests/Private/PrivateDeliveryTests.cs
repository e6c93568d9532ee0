using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;
using static Parhelion.Server.Tests.Private.PrivateApp;

namespace Parhelion.Server.Tests.Private;

/// <summary>Private files: who reads them, on what terms, and what the others learn.</summary>
public sealed class PrivateDeliveryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ParhelionServer server = null!;
    private PrivateApp app = null!;
    private PrivateApp other = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.TimeProvider = clock, TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
        other = await OfNewAppAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        other.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Without_credentials_it_is_401_and_says_nothing_of_the_file()
    {
        var url = await app.UploadAsync();

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var response = await app.SendAsync(method, url, ("If-None-Match", "*"), ("Range", "bytes=0-0"));

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.Null(response.Headers.ETag);
            Assert.Null(response.Content.Headers.ContentDisposition);
            Assert.Null(response.Content.Headers.LastModified);
            Assert.False(response.Headers.Contains("Cache-Tag"));
        }
    }

    [Fact]
    public async Task Every_credential_of_the_app_and_of_the_account_opens_it()
    {
        var url = await app.UploadAsync();
        var token = await app.TokenAsync(app.AppPath);
        using var account = new PrivateApp(server, server.CreateAccountClient(), app.AppId);

        foreach (var credential in ((string, string)[])[app.Basic(), account.Basic(), Bearer(token), Cookie(token), ("authorization", $"bearer  {token}")])
        {
            using var response = await app.GetAsync(url, credential);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Text, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
            Assert.Equal(["Authorization", "Cookie", "Origin"], response.Headers.Vary);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal("same-site", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task Ranges_heads_and_conditions_work_for_who_may_read_it()
    {
        var url = await app.UploadAsync();
        var cookie = Cookie(await app.TokenAsync(app.AppPath));

        using var part = await app.GetAsync(url, cookie, ("Range", "bytes=4-7"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Text[4..8], await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no-store, private", part.Headers.CacheControl!.ToString());

        using var head = await app.SendAsync(HttpMethod.Head, url, cookie);
        Assert.Equal(Text.Length, head.Content.Headers.ContentLength);

        using var same = await app.GetAsync(url, cookie, ("If-None-Match", head.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal("no-store, private", same.Headers.CacheControl!.ToString());

        Assert.Equal(416, await app.StatusAsync(url, cookie, ("Range", "bytes=1000-")));
    }

    [Fact]
    public async Task Foreign_credentials_hear_the_same_whether_the_file_is_there_or_not()
    {
        var url = await app.UploadAsync();
        var missing = $"{app.AppPath}/{new string('A', 24)}/secret.txt";
        var elsewhere = await other.TokenAsync(other.AppPath);
        var expired = await app.TokenAsync(app.AppPath);
        var tampered = expired[..^3] + "AAA";
        clock.Advance(TimeSpan.FromSeconds(7201));

        foreach (var credential in ((string, string)[])
            [
                other.Basic(), Bearer(elsewhere), Cookie(elsewhere), Bearer(tampered), Cookie(tampered), Bearer(expired), Cookie(expired), Cookie(""),
                ("Authorization", "Basic !!!"), ("Authorization", "Digest x"), ("Authorization", "Bearer"),
            ])
        {
            var there = await DescribeAsync(await app.GetAsync(url, credential));
            var not = await DescribeAsync(await app.GetAsync(missing, credential));

            Assert.StartsWith("403 Forbidden", there, StringComparison.Ordinal);
            Assert.Equal(there, not);
        }
    }

    [Fact]
    public async Task Who_may_see_what_is_there_and_who_shows_nothing_hear_that_nothing_is_there()
    {
        var missing = $"{app.AppPath}/{new string('A', 24)}/secret.txt";
        var token = await app.TokenAsync(app.AppPath);

        Assert.Equal(404, await app.StatusAsync(missing));
        Assert.Equal(404, await app.StatusAsync(missing, ("Cookie", "session=1; theme=dark")));
        Assert.Equal(404, await app.StatusAsync(missing, Bearer(token)));
        Assert.Equal(404, await app.StatusAsync(missing, app.Basic()));
    }

    [Fact]
    public async Task Public_file_is_for_everybody_whatever_they_show()
    {
        var url = await app.UploadAsync("public");
        var elsewhere = await other.TokenAsync(other.AppPath);

        foreach (var header in ((string, string)[])[other.Basic(), Bearer(elsewhere), Cookie("nonsense"), ("X-Nothing", "1")])
        {
            using var response = await app.GetAsync(url, header);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("public, max-age=900", response.Headers.CacheControl!.ToString());
            Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Empty(response.Headers.Vary);
        }

        Assert.Equal(404, await app.StatusAsync(url + "?v=2&key=3"));
    }

    [Fact]
    public async Task Token_opens_whole_segments_of_its_path_and_nothing_else()
    {
        var conversation = await app.ConversationAsync();
        var second = await app.ConversationAsync();
        var inApp = await app.UploadAsync();
        var inFirst = await app.UploadAsync(conversationId: conversation);
        var inSecond = await app.UploadAsync(conversationId: second);
        string[] all = [inApp, inFirst, inSecond];

        async Task<string> OpenedAsync(string path)
        {
            var cookie = Cookie(await app.TokenAsync(path));
            return string.Join(' ', await Task.WhenAll(all.Select(url => app.StatusAsync(url, cookie))));
        }

        Assert.Equal("200 200 200", await OpenedAsync(app.AppPath));
        Assert.Equal("403 200 403", await OpenedAsync($"{app.AppPath}/conversations/{conversation}"));
        Assert.Equal("403 403 200", await OpenedAsync(new Uri(inSecond).AbsolutePath));
        Assert.Equal("200 403 403", await OpenedAsync(new Uri(inApp).AbsolutePath));
    }

    [Fact]
    public async Task Any_of_several_cookies_will_do()
    {
        var (first, second) = (await app.UploadAsync(), await app.UploadAsync());
        var tokens = await Task.WhenAll(app.TokenAsync(new Uri(first).AbsolutePath), app.TokenAsync(new Uri(second).AbsolutePath));
        var foreign = await other.TokenAsync(other.AppPath);
        var header = ("Cookie", $"a=b; parhelion_media={foreign};parhelion_media={tokens[0]}; parhelion_media={tokens[1]}; c=d");

        Assert.Equal(200, await app.StatusAsync(first, header));
        Assert.Equal(200, await app.StatusAsync(second, header));
        Assert.Equal(200, await app.StatusAsync(second, Bearer(foreign), Cookie(tokens[1])));
        Assert.Equal(403, await app.StatusAsync(second, ("Cookie", $"parhelion_media={tokens[0]}; parhelion_media={foreign}")));
        // Work is bounded: what a browser never sends is not all looked at.
        Assert.Equal(403, await app.StatusAsync(second, ("Cookie", string.Concat(Enumerable.Repeat("parhelion_media=x; ", 8)) + $"parhelion_media={tokens[1]}")));
    }

    [Fact]
    public async Task Removed_file_is_gone_for_its_readers_too()
    {
        var url = await app.UploadAsync();
        var (cookie, link) = (Cookie(await app.TokenAsync(app.AppPath)), await app.LinkAsync(url));
        Assert.Equal((200, 200), (await app.StatusAsync(url, cookie), await app.StatusAsync(link)));

        using var removed = await Uploads.RemoveAsync(server, url);

        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal((404, 404, 404), (await app.StatusAsync(url, cookie), await app.StatusAsync(link), await app.StatusAsync(url)));
    }

    [Fact]
    public async Task Access_outlives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("parhelion-private-").FullName;
        string path;
        await using (var first = await ParhelionServer.StartAsync(options => options.DataDirectory = folder, TestContext.Current.CancellationToken))
        {
            path = new Uri(await PrivateApp.Of(first).UploadAsync()).AbsolutePath;
        }

        await using (var second = await ParhelionServer.StartAsync(options => options.DataDirectory = folder, TestContext.Current.CancellationToken))
        {
            using var again = PrivateApp.Of(second);
            Assert.Equal((401, 200), (await again.StatusAsync(path), await again.StatusAsync(path, again.Basic())));
        }

        Directory.Delete(folder, recursive: true);
    }

    // Everything that a reader sees but the time and the number of the request.
    private static async Task<string> DescribeAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "X-Request-ID"))
                .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return $"{(int)response.StatusCode} {response.StatusCode}\n{string.Join('\n', headers)}\n{body}";
        }
    }
}
