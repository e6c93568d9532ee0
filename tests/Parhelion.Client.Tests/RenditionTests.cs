using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parhelion.Protocol;

namespace Parhelion.Client.Tests;

/// <summary>Renditions: how their URLs are built, how they are downloaded, and how lists show them.</summary>
public sealed class RenditionTests
{
    private const string Placeholder = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

    [Theory]
    [InlineData("https://files.example.net/apps/a/t/a%20b.png", "preview", "webp", "https://files.example.net/apps/a/t/a%20b.png?rendition=preview")]
    [InlineData("https://files.example.net/apps/a/t/a.png", "thumbnail", "jpeg", "https://files.example.net/apps/a/t/a.png?rendition=thumbnail&format=jpeg")]
    [InlineData("https://files.example.net:8443/a.png#page", "x&y", "a b", "https://files.example.net:8443/a.png?rendition=x%26y&format=a%20b")]
    [InlineData("https://files.example.net/a.png?expires=1&signature=a%2Bb", "preview", "png", "https://files.example.net/a.png?expires=1&signature=a%2Bb&rendition=preview&format=png")]
    public void A_rendition_has_one_url(string mediaUrl, string name, string format, string expected) => Assert.Equal(expected, Rendition.UrlOf(mediaUrl, name, format));

    [Fact]
    public void Names_and_urls_that_cannot_be_are_refused_before_anything_is_sent()
    {
        Assert.Throws<ArgumentException>(() => Rendition.UrlOf("https://files.example.net/a.png", ""));
        Assert.Throws<ArgumentException>(() => Rendition.UrlOf("/a.png", Rendition.Preview));
        Assert.Throws<ArgumentException>(() => Rendition.UrlOf("ftp://files.example.net/a.png", Rendition.Preview));
    }

    [Fact]
    public void A_format_that_is_made_from_its_name_is_that_format()
    {
        Assert.Equal((RenditionFormat.Webp, RenditionFormat.Jpeg, default), (new RenditionFormat("webp"), (RenditionFormat)"jpeg", RenditionFormat.Webp));
        Assert.Equal(["webp", "jpeg", "png"], new[] { RenditionFormat.Webp, RenditionFormat.Jpeg, RenditionFormat.Png }.Select(format => format.ToString()));
    }

    [Fact]
    public async Task A_rendition_is_asked_for_with_credentials_and_read()
    {
        var asked = "";
        await using var host = await StubHost.StartAsync(async http =>
        {
            asked = $"{http.Request.Path}{http.Request.QueryString} {http.Request.Headers.Authorization.ToString().Split(' ')[0]}";
            http.Response.ContentType = "image/jpeg";
            http.Response.Headers.ETag = "\"1\"";
            await http.Response.Body.WriteAsync(Files.Png);
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.Basic("app_1", "secret"));

        await using var picture = await client.Attachments.RenditionAsync($"{host.Url}/apps/a/t/a.png", Rendition.Thumbnail, RenditionFormat.Jpeg);

        Assert.Equal("/apps/a/t/a.png?rendition=thumbnail&format=jpeg Basic", asked);
        Assert.Equal((200, "image/jpeg", "\"1\""), (picture.Status, picture.MediaType, picture.ETag));
        using var bytes = new MemoryStream();
        await picture.Content.CopyToAsync(bytes);
        Assert.Equal(Files.Png, bytes.ToArray());
    }

    [Fact]
    public async Task What_has_no_rendition_is_an_exception_with_the_status()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        var missing = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.RenditionAsync($"{host.Url}/a.txt", Rendition.Preview));

        Assert.Equal((404, false), (missing.Status, missing.IsTransient));
    }

    [Fact]
    public async Task Lists_have_the_urls_and_the_placeholder()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync($$$"""
                {"attachments":[
                {"id":"1","mediaUrl":"https://x.example/a.png","mediaType":"image/png","fileName":"a.png","size":1,"sha256":"00","access":"public","createdAt":"2026-01-02T03:04:05Z",
                 "renditions":{"thumbnail":"https://x.example/a.png?rendition=thumbnail","preview":"https://x.example/a.png?rendition=preview"},"placeholder":"{{{Placeholder}}}"},
                {"id":"2","mediaUrl":"https://x.example/b.txt","mediaType":"text/plain","fileName":"b.txt","size":1,"sha256":"00","access":"public","createdAt":"2026-01-02T03:04:05Z"}],
                "meta":{"hasMore":false}}
                """);
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.Basic("app_1", "secret"));

        var list = await client.Attachments.ListAttachmentsAsync("a1").ToListAsync();

        Assert.Equal([Rendition.Thumbnail, Rendition.Preview], list[0].Renditions!.Keys);
        Assert.Equal(Rendition.UrlOf(list[0].MediaUrl, Rendition.Preview), list[0].Renditions![Rendition.Preview]);
        Assert.Equal(Convert.FromBase64String(Placeholder), list[0].Placeholder!.Value.ToArray());
        Assert.Equal((null, null), (list[1].Renditions, list[1].Placeholder));
    }

    [Fact]
    public void An_attachment_is_written_with_what_it_has()
    {
        var (with, without) = (
            ParhelionModelFactory.AttachmentDetails(renditions: new Dictionary<string, string> { ["preview"] = "u" }, placeholder: Convert.FromBase64String(Placeholder)),
            ParhelionModelFactory.AttachmentDetails());

        var json = JsonSerializer.SerializeToElement(with, ProtocolJson.Default.AttachmentDetails);
        Assert.Equal(("u", Placeholder), (json.GetProperty("renditions").GetProperty("preview").GetString(), json.GetProperty("placeholder").GetString()));
        json = JsonSerializer.SerializeToElement(without, ProtocolJson.Default.AttachmentDetails);
        Assert.False(json.TryGetProperty("renditions", out _) || json.TryGetProperty("placeholder", out _));
    }
}
