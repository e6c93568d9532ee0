using System.Net;
using System.Net.Http.Headers;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Private;
using static Parhelion.Server.Tests.Private.PrivateApp;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Renditions of files, asked for by every kind of reader: who gets them, and with which headers.</summary>
public abstract class RenditionDeliveryTests(HomeKind kind) : IAsyncLifetime
{
    private Home home = null!;
    private RenditionServer server = null!;
    private PrivateApp app = null!;

    private FakeRenderer Renderer => server.Renderer;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await RenditionServer.StartAsync(home);
        app = Of(server.Server);
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        await server.DisposeAsync();
        await home.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Rendition_has_its_own_bytes_and_validators_and_the_terms_of_the_original()
    {
        var url = await server.UploadAsync("terms", "my photo.final.png");
        using var original = await server.GetAsync(url);

        // More often than it takes to come from memory.
        for (var round = 0; round < 6; round++)
        {
            using var response = await server.GetAsync($"{url}?rendition=thumbnail");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Renderer.Picture(RenditionServer.Png("terms"), "thumbnail"), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("image/webp", response.Content.Headers.ContentType!.ToString());
            Assert.Equal("inline; filename=\"my photo.final.webp\"", response.Content.Headers.ContentDisposition!.ToString());
            Assert.Equal(Renderer.PictureBytes, response.Content.Headers.ContentLength);
            Assert.False(response.Headers.ETag!.IsWeak);
            Assert.NotEqual(original.Headers.ETag, response.Headers.ETag);
            foreach (var name in (string[])["Cache-Control", "Cache-Tag", "Access-Control-Allow-Origin", "X-Content-Type-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy", "Accept-Ranges", "Access-Control-Expose-Headers"])
            {
                Assert.Equal(original.Headers.GetValues(name), response.Headers.GetValues(name));
            }
        }

        Assert.Equal(1, Renderer.Count);
        Assert.Equal(RenditionServer.Png("terms"), await server.BytesAsync(url));
    }

    [Fact]
    public async Task Format_is_the_one_that_was_asked_for()
    {
        var url = await server.UploadAsync("formats");
        foreach (var (query, format, extension, side) in ((string, string, string, int)[])
            [("?rendition=preview", "webp", "webp", 1280), ("?rendition=preview&format=jpeg", "jpeg", "jpg", 1280), ("?rendition=thumbnail&format=png", "png", "png", 320)])
        {
            using var response = await server.GetAsync(url + query);

            Assert.Equal($"image/{format}", response.Content.Headers.ContentType!.ToString());
            Assert.Equal($"inline; filename=picture.{extension}", response.Content.Headers.ContentDisposition!.ToString().Replace("\"", "", StringComparison.Ordinal));
            var name = query.Split('=', '&')[1];
            Assert.Equal(Renderer.Picture(RenditionServer.Png("formats"), name, format, side), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Ranges_heads_and_conditions_are_those_of_any_file()
    {
        var url = $"{await server.UploadAsync("ranges")}?rendition=thumbnail";
        var bytes = Renderer.Picture(RenditionServer.Png("ranges"), "thumbnail");

        using var head = await server.SendAsync(HttpMethod.Head, url);
        Assert.Equal((HttpStatusCode.OK, (long?)bytes.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        var etag = head.Headers.ETag!.Tag;
        // Again and again: the first from the store, then without waiting for it, then from memory.
        for (var round = 0; round < 5; round++)
        {
            using var part = await server.GetAsync(url, ("Range", "bytes=4-7"));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(bytes[4..8], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(ContentRangeHeaderValue.Parse($"bytes 4-7/{bytes.Length}"), part.Content.Headers.ContentRange);
            Assert.Equal(HttpStatusCode.NotModified, await server.StatusAsync(url, ("If-None-Match", etag)));
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(url, ("If-None-Match", "\"other\"")));
        }

        Assert.Equal(HttpStatusCode.NotModified, await server.StatusAsync(url, ("If-Modified-Since", head.Content.Headers.LastModified!.Value.ToString("r"))));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await server.StatusAsync(url, ("If-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, await server.StatusAsync(url, ("Range", $"bytes={bytes.Length}-")));
        Assert.Equal(HttpStatusCode.PartialContent, await server.StatusAsync(url, ("Range", "bytes=0-0"), ("If-Range", etag)));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(url, ("Range", "bytes=0-0"), ("If-Range", "\"other\"")));
        Assert.Equal(1, Renderer.Count);
    }

    [Fact]
    public async Task Private_rendition_is_for_whoever_may_read_the_original()
    {
        var url = await app.UploadAsync(name: "private.png", content: RenditionServer.Png("private"));
        var foreign = await OfNewAppAsync(server.Server);
        var rendition = $"{new Uri(url).PathAndQuery}?rendition=thumbnail";
        var token = await app.TokenAsync(app.AppPath);

        foreach (var (headers, expected) in ((ValueTuple<string, string>[], int)[])
            [([], 401), ([Bearer("wrong")], 403), ([Cookie("wrong")], 403), ([foreign.Basic()], 403), ([Cookie(await foreign.TokenAsync(foreign.AppPath))], 403)])
        {
            using var refused = await app.GetAsync(rendition, headers);
            Assert.Equal((expected, true), ((int)refused.StatusCode, refused.Headers.CacheControl!.NoStore));
        }

        // Nobody who may not read it has anything made.
        Assert.Equal(0, Renderer.Count);
        foreach (var credential in ((string, string)[])[Bearer(token), Cookie(token), app.Basic()])
        {
            using var response = await app.GetAsync(rendition, credential);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
            Assert.Equal(["Authorization", "Cookie", "Origin"], response.Headers.Vary);
        }

        Assert.Equal(401, await app.StatusAsync(rendition));
        Assert.Equal(1, Renderer.Count);
        foreign.Dispose();
    }

    [Fact]
    public async Task Signed_link_covers_the_renditions_of_its_file()
    {
        var url = await app.UploadAsync(name: "linked.png", content: RenditionServer.Png("linked"));
        var link = new Uri(await app.LinkAsync(url)).PathAndQuery;
        var download = new Uri(await app.LinkAsync(url, download: true)).PathAndQuery;

        using var response = await app.GetAsync($"{link}&rendition=preview&format=jpeg");
        using var saved = await app.GetAsync($"{download}&rendition=thumbnail");

        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
        Assert.Equal((HttpStatusCode.OK, "attachment; filename=linked.webp"), (saved.StatusCode, saved.Content.Headers.ContentDisposition!.ToString().Replace("\"", "", StringComparison.Ordinal)));
        Assert.Equal(403, await app.StatusAsync($"{link.Replace("signature=", "signature=x", StringComparison.Ordinal)}&rendition=preview"));
        Assert.Equal(404, await app.StatusAsync($"{link}&rendition=other"));
        Assert.Equal(404, await app.StatusAsync($"{link}&rendition=preview&rendition=preview"));
        Assert.Equal(403, await app.StatusAsync($"{link}&more=1&rendition=preview"));
        // The parameters of the rendition come last.
        using var swapped = await app.GetAsync($"{link.Replace("?", "?rendition=preview&", StringComparison.Ordinal)}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"{link[(link.LastIndexOf('/') + 1)..]}&rendition=preview"), (swapped.StatusCode, swapped.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Other_spelling_is_redirected_to_the_one()
    {
        var url = new Uri(await server.UploadAsync("spelled", "ä b.png")).PathAndQuery;
        foreach (var (query, canonical) in ((string, string)[])
            [
                ("?rendition=thumbnail&format=webp", "?rendition=thumbnail"),
                ("?format=webp&rendition=thumbnail", "?rendition=thumbnail"),
                ("?format=png&rendition=thumbnail", "?rendition=thumbnail&format=png"),
                ("?rendition=%74humbnail", "?rendition=thumbnail"),
                ("?%72endition=thumbnail&format=pn%67", "?rendition=thumbnail&format=png"),
            ])
        {
            using var response = await server.GetAsync(url + query);

            Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
            Assert.Equal($"{url[(url.LastIndexOf('/') + 1)..]}{canonical}", response.Headers.Location!.OriginalString);
            Assert.True(response.Headers.CacheControl!.NoStore);
        }

        Assert.Equal(0, Renderer.Count);
    }

    [Fact]
    public async Task Anything_else_is_not_found()
    {
        var url = await server.UploadAsync("hostile");
        foreach (var query in (string[])
            [
                "?rendition=",
                "?rendition",
                "?rendition=Thumbnail",
                "?rendition=other",
                "?RENDITION=thumbnail",
                "?rendition=thumbnail&rendition=thumbnail",
                "?rendition=thumbnail&format=",
                "?rendition=thumbnail&format=gif",
                "?rendition=thumbnail&format=WEBP",
                "?rendition=thumbnail&format=png&format=png",
                "?format=png",
                "?rendition=thumbnail&v=2",
                "?rendition=thumbnail&",
                "?&rendition=thumbnail",
                "?rendition=thumbnail/../preview",
                "?rendition=thumbnail%00",
                "?rendition=thumbnail+",
                "?rendition[]=thumbnail",
            ])
        {
            Assert.Equal((query, HttpStatusCode.NotFound), (query, await server.StatusAsync(url + query)));
        }

        Assert.Equal(0, Renderer.Count);
    }

    [Fact]
    public async Task Type_without_pictures_is_not_found_and_not_listed()
    {
        var text = await server.UploadAsync("hello"u8.ToArray(), "hello.txt");
        var picture = await server.UploadAsync("listed");

        using var response = await server.GetAsync($"{text}?rendition=thumbnail");
        Assert.Equal((HttpStatusCode.NotFound, true), (response.StatusCode, response.Headers.CacheControl!.NoStore));
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync($"{text.Replace("hello.txt", "other.txt", StringComparison.Ordinal)}?rendition=thumbnail"));

        Assert.False((await server.DetailsAsync(text)).TryGetProperty("renditions", out _));
        var before = await server.DetailsAsync(picture);
        Assert.False(before.TryGetProperty("placeholder", out _));
        Assert.Equal($$"""{"thumbnail":"{{picture}}?rendition=thumbnail","preview":"{{picture}}?rendition=preview"}""", before.GetProperty("renditions").GetRawText());
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(before.GetProperty("renditions").GetProperty("preview").GetString()!));
        Assert.Equal(Convert.ToBase64String(FakeRenderer.Placeholder(RenditionServer.Png("listed"))), (await server.DetailsAsync(picture)).GetProperty("placeholder").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_lost_are_made_again()
    {
        var url = await server.UploadAsync("lost");
        var rendition = $"{url}?rendition=preview";
        var before = await server.BytesAsync(rendition);
        var row = (await server.RowsAsync(url)).Single(row => row.Id.Name == "preview");
        Assert.Empty(await server.Blobs.DeleteAsync([row.Key], TestContext.Current.CancellationToken));

        // A part, because the whole may be in memory.
        using var response = await server.GetAsync(rendition, ("Range", "bytes=0-"));
        Assert.Equal(before, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, Renderer.Count);
        Assert.NotEqual(row.Key, (await server.RowsAsync(url)).Single(row => row.Id.Name == "preview").Key);
    }
}

public sealed class SqliteRenditionDeliveryTests() : RenditionDeliveryTests(HomeKind.SqliteDisk);

public sealed class PostgresCephRenditionDeliveryTests() : RenditionDeliveryTests(HomeKind.PostgresCeph);
