using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Private;

/// <summary>Private files on a page of another site, in a real browser: with the cookie of a media token they show, without it they do not.</summary>
public sealed class PrivateBrowserTests : IAsyncLifetime
{
    // Resolves to how far the picture came: its width, or 0.
    private const string Picture = """
        url => new Promise(done => { const img = document.querySelector('img'); img.onload = () => done(img.naturalWidth); img.onerror = () => done(0); img.src = url; })
        """;

    // Resolves when the film has failed, or was sought in and played to its end from there.
    private const string Film = """
        url => new Promise(done => {
          const film = document.querySelector('video');
          film.onerror = () => done('failed');
          film.onloadedmetadata = () => { film.currentTime = film.duration / 2; };
          film.onseeked = () => { const from = film.currentTime; film.onended = () => done(from > 0 && film.currentTime > from ? 'played' : 'stood'); film.play(); };
          film.src = url;
        })
        """;

    // The browser has a clock of its own: they begin together.
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private ChatPage chat = null!;
    private ParhelionServer server = null!;
    private PrivateApp app = null!;
    private IBrowserContext browser = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        chat = await ChatPage.StartAsync();
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["Media:CookieCrossSite"] = "true";
                options.Settings["Media:AllowedOrigins"] = chat.Origin;
            },
            TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
        chat.TokenAsync = () => app.TokenAsync(app.AppPath);
        browser = await SharedChromium.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is null) return;
        await browser.DisposeAsync();
        app.Dispose();
        await server.DisposeAsync();
        await chat.DisposeAsync();
    }

    [Fact]
    public async Task Picture_and_film_show_with_the_cookie_and_neither_before_nor_after()
    {
        var (picture, film) = (await app.UploadAsync(name: "a.png", content: await SampleAsync("sample.png")), await app.UploadAsync(name: "a.mp4", content: await FilmAsync()));
        var page = await browser.NewPageAsync();
        var ranges = new List<string>();
        page.Response += (_, response) => ranges.Add($"{response.Status} {response.Headers.GetValueOrDefault("content-range")}");
        await page.GotoAsync(chat.Origin);

        Assert.Equal((0, "failed"), (await page.EvaluateAsync<int>(Picture, picture), await page.EvaluateAsync<string>(Film, film)));

        await page.EvaluateAsync("parts => showPrivateMedia(...parts)", new[] { CookieUrl, picture, film });
        Assert.True(await page.EvaluateAsync<int>(Picture, picture) > 0);
        Assert.Equal("played", await page.EvaluateAsync<string>(Film, film));
        // It was sought in: the browser has asked for what lies at the end without reading what lies before.
        Assert.Contains(ranges, range => range.StartsWith("206 bytes 399", StringComparison.Ordinal));

        clock.Advance(TimeSpan.FromSeconds(7201));
        // A document keeps what it has shown already; nothing else does.
        await page.ReloadAsync();
        Assert.NotEmpty(await page.Context.CookiesAsync());
        Assert.Equal((0, "failed"), (await page.EvaluateAsync<int>(Picture, picture), await page.EvaluateAsync<string>(Film, film)));
    }

    [Fact]
    public async Task Cookie_is_out_of_reach_and_ends_with_its_token()
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(chat.Origin);

        await page.EvaluateAsync("url => openPrivateMedia(url)", CookieUrl);

        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.Equal(("parhelion_media", "127.0.0.1", app.AppPath), (cookie.Name, cookie.Domain, cookie.Path));
        Assert.Equal((true, true, SameSiteAttribute.None), (cookie.HttpOnly, cookie.Secure, cookie.SameSite));
        // Counted by the clock of the browser, which has gone on since the other was stopped.
        Assert.InRange(cookie.Expires - clock.GetUtcNow().AddSeconds(7200).ToUnixTimeSeconds(), -2, 300);
    }

    [Fact]
    public async Task Cookie_that_was_set_on_one_site_opens_nothing_on_another()
    {
        var picture = await app.UploadAsync(name: "a.png", content: await SampleAsync("sample.png"));
        var page = await browser.NewPageAsync();
        await page.GotoAsync(chat.Origin);
        await page.EvaluateAsync("url => openPrivateMedia(url)", CookieUrl);
        Assert.True(await page.EvaluateAsync<int>(Picture, picture) > 0);

        await page.GotoAsync(chat.OtherOrigin);

        Assert.Equal(0, await page.EvaluateAsync<int>(Picture, picture));
        // Nor does that page get a cookie: its origin is not allowed.
        await Assert.ThrowsAsync<PlaywrightException>(() => page.EvaluateAsync("url => openPrivateMedia(url)", CookieUrl));
    }

    [Fact]
    public async Task Script_of_an_allowed_origin_reads_private_files_by_cookie_and_by_token()
    {
        var url = await app.UploadAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(chat.Origin);
        await page.EvaluateAsync("url => openPrivateMedia(url)", CookieUrl);

        Assert.Equal(PrivateApp.Text, await page.EvaluateAsync<string>("url => fetch(url, { credentials: 'include' }).then(answer => answer.text())", url));
        Assert.Equal(
            PrivateApp.Text,
            await page.EvaluateAsync<string>(
                "([url, token]) => fetch(url, { headers: { Authorization: `Bearer ${token}` } }).then(answer => answer.text())", new[] { url, await app.TokenAsync(app.AppPath) }));
        Assert.Equal(401, await page.EvaluateAsync<int>("url => fetch(url, { credentials: 'omit' }).then(answer => answer.status)", url));
    }

    [Fact]
    public async Task Signed_link_shows_without_any_cookie()
    {
        var picture = await app.UploadAsync(name: "a.png", content: await SampleAsync("sample.png"));
        var page = await browser.NewPageAsync();
        await page.GotoAsync(chat.OtherOrigin);

        Assert.True(await page.EvaluateAsync<int>(Picture, await app.LinkAsync(picture)) > 0);
        Assert.Empty(await page.Context.CookiesAsync());
    }

    private string CookieUrl => new Uri(server.Url, $"/v2{app.AppPath}/attachments/cookie").AbsoluteUri;

    private static Task<byte[]> SampleAsync(string name) =>
        File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", name), TestContext.Current.CancellationToken);

    // The sample with forty megabytes of nothing before its table of contents, which is the last thing in it: a reader must seek.
    private static async Task<byte[]> FilmAsync()
    {
        var film = await SampleAsync("sample.mp4");
        var table = film.AsSpan().IndexOf("moov"u8) - 4;
        var free = new byte[40_000_000];
        BinaryPrimitives.WriteInt32BigEndian(free, free.Length);
        "free"u8.CopyTo(free.AsSpan(4));
        return [.. film[..table], .. free, .. film[table..]];
    }
}
