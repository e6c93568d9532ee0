using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Private;

/// <summary>Signed links: one file, for a time, to whoever has the link.</summary>
public sealed class SignedLinkTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ParhelionServer server = null!;
    private PrivateApp app = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.TimeProvider = clock, TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("private")]
    [InlineData("public")]
    public async Task Link_opens_its_file_until_it_expires(string access)
    {
        var url = await app.UploadAsync(access);
        var link = await app.LinkAsync(url, 60);
        Assert.StartsWith(url + "?", link, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(59));
        using var answer = await app.GetAsync(link, ("Range", "bytes=4-7"));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("cross-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, await app.StatusAsync(link));
    }

    [Fact]
    public async Task Answer_tells_when_the_link_ends()
    {
        var url = await app.UploadAsync();
        clock.Advance(TimeSpan.FromMilliseconds(999));

        using var response = await app.Client.PostAsJsonAsync(
            $"/v2{app.AppPath}/attachments/links", new { mediaUrl = url, expiresIn = 604_800 }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var link = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("link");
        Assert.Equal("2026-06-08T12:00:00.000Z", link.GetProperty("expiresAt").GetString());
        var expires = new DateTimeOffset(2026, 6, 8, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.StartsWith($"{url}?expires={expires}&key={server.AppKeyId}&signature=", link.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_is_saved_under_its_name()
    {
        var url = await app.UploadAsync(name: "Übersicht.txt");

        using var answer = await app.GetAsync(await app.LinkAsync(url, download: true));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment; filename=\"_bersicht.txt\"; filename*=UTF-8''%C3%9Cbersicht.txt", string.Join(", ", answer.Content.Headers.GetValues("Content-Disposition")));
    }

    [Theory]
    [InlineData("private", false)]
    [InlineData("private", true)]
    [InlineData("public", false)]
    public async Task Link_that_was_changed_anywhere_opens_nothing(string access, bool download)
    {
        var url = await app.UploadAsync(access);
        var link = await app.LinkAsync(url, download: download);
        Assert.Equal(200, await app.StatusAsync(link));
        var query = link[(link.IndexOf('?', StringComparison.Ordinal) + 1)..];
        var pairs = query.Split('&');
        IEnumerable<string> changed =
        [
            .. Tampering.Of(query),
            .. pairs.Select(pair => string.Join('&', pairs.Where(other => other != pair))),
            .. pairs.Select(pair => $"{query}&{pair}"),
            $"{query}&x=1", $"{query}&", $"&{query}", $"?{query}", query.ToUpperInvariant(), query.Replace("=", "%3D", StringComparison.Ordinal),
            query.Replace("signature=", "signature=%", StringComparison.Ordinal), query.Replace("expires=", "expires=0", StringComparison.Ordinal),
            download ? query.Replace("download=1", "download=0", StringComparison.Ordinal) : $"{query}&download=1", $"{query}&more={new string('x', 600)}",
        ];

        foreach (var text in changed)
        {
            var status = await app.StatusAsync($"{url}?{text}");
            // A link in another case is none, and no other query belongs to a media URL.
            Assert.Equal((text, Access.SignedMediaLinks.IsLink("?" + text) ? 403 : 404), (text, status));
        }
    }

    [Fact]
    public async Task Parts_of_a_link_may_come_in_any_order()
    {
        var link = new Uri(await app.LinkAsync(await app.UploadAsync(), download: true));

        Assert.Equal(200, await app.StatusAsync($"{link.AbsolutePath}?{string.Join('&', link.Query[1..].Split('&').Reverse())}"));
    }

    [Fact]
    public async Task Link_opens_no_other_file()
    {
        var (first, second) = (await app.UploadAsync(), await app.UploadAsync());
        var query = new Uri(await app.LinkAsync(first)).Query;

        Assert.Equal(403, await app.StatusAsync(second + query));
        Assert.Equal(403, await app.StatusAsync($"{app.AppPath}/{new string('A', 24)}/secret.txt{query}"));
        // The name is part of the file.
        Assert.Equal(403, await app.StatusAsync(first.Replace("secret", "public", StringComparison.Ordinal) + query));
        // A link decides alone: good credentials do not mend a broken one.
        Assert.Equal(403, await app.StatusAsync(second + query, app.Basic()));
        Assert.Equal(200, await app.StatusAsync(second, app.Basic()));
    }

    [Fact]
    public async Task Link_is_for_a_living_file_of_the_app()
    {
        using var other = await PrivateApp.OfNewAppAsync(server);
        var (own, foreign) = (await app.UploadAsync(), await other.UploadAsync());
        (HttpStatusCode, string) notFound = (HttpStatusCode.NotFound, "Attachment not found");

        Assert.Equal(notFound, await app.RefusalAsync("links", new { mediaUrl = foreign, expiresIn = 60 }));
        Assert.Equal(notFound, await app.RefusalAsync("links", new { mediaUrl = own.Replace("secret", "other", StringComparison.Ordinal), expiresIn = 60 }));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "'mediaUrl' should be a media URL of this server"),
            await app.RefusalAsync("links", new { mediaUrl = "https://elsewhere.example/a.png", expiresIn = 60 }));
        using var removed = await Uploads.RemoveAsync(server, own);
        Assert.Equal(notFound, await app.RefusalAsync("links", new { mediaUrl = own, expiresIn = 60 }));
    }

    [Theory]
    [InlineData("""{"expiresIn":60}""", "should have required property 'mediaUrl'")]
    [InlineData("""{"mediaUrl":"x"}""", "should have required property 'expiresIn'")]
    [InlineData("""{"mediaUrl":"x","expiresIn":null}""", "should have required property 'expiresIn'")]
    [InlineData("""{"mediaUrl":"x","expiresIn":59}""", "'expiresIn' should be an integer from 60 to 604800")]
    [InlineData("""{"mediaUrl":"x","expiresIn":604801}""", "'expiresIn' should be an integer from 60 to 604800")]
    [InlineData("""{"mediaUrl":"x","expiresIn":60.5}""", "'expiresIn' should be an integer from 60 to 604800")]
    [InlineData("""{"mediaUrl":"x","expiresIn":"60"}""", "'expiresIn' should be an integer from 60 to 604800")]
    [InlineData("""{"mediaUrl":"x","expiresIn":60,"download":1}""", "'download' should be boolean")]
    public async Task Body_that_is_none_is_refused_by_the_field(string body, string title) =>
        Assert.Equal((HttpStatusCode.BadRequest, title), await app.RefusalAsync("links", JsonDocument.Parse(body).RootElement));

    [Fact]
    public async Task Message_that_carries_a_link_carries_the_file()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent("x"u8.ToArray()), "source", "a.txt" } };
        using var uploaded = await app.Client.PostAsync($"/v2{app.AppPath}/attachments?access=private&for=message", form, TestContext.Current.CancellationToken);
        var url = (await uploaded.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
        var conversation = await app.ConversationAsync();
        var messages = $"/v2{app.AppPath}/conversations/{conversation}/messages";

        using var posted = await app.Client.PostAsJsonAsync(
            messages, new { author = new { type = "business" }, content = new { type = "file", mediaUrl = await app.LinkAsync(url) } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.Equal(200, await app.StatusAsync(url, app.Basic()));
        using var deleted = await app.Client.DeleteAsync(messages, TestContext.Current.CancellationToken);

        Assert.Equal(404, await app.StatusAsync(url, app.Basic()));
    }
}
