using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Renditions of a real server, as the client gets them.</summary>
public sealed class RealRenditionTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private ParhelionClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync();
        client = server.CreateParhelionClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_has_renditions_in_every_format_a_placeholder_and_urls_in_the_list()
    {
        var uploaded = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Private, Files.Png, "a.png");

        foreach (var (format, start) in new[] { (RenditionFormat.Webp, "RIFF"), (RenditionFormat.Jpeg, "\u00FF\u00D8\u00FF"), (RenditionFormat.Png, "\u0089PNG") })
        {
            await using var picture = await client.Attachments.RenditionAsync(uploaded.MediaUrl, Rendition.Preview, format);
            Assert.Equal((200, $"image/{format}"), (picture.Status, picture.MediaType));
            Assert.NotNull(picture.ETag);
            Assert.Matches(format == RenditionFormat.Jpeg ? @"\.jpe?g$" : $@"\.{format}$", picture.FileName!);
            using var bytes = new MemoryStream();
            await picture.Content.CopyToAsync(bytes);
            Assert.StartsWith(start, System.Text.Encoding.Latin1.GetString(bytes.ToArray()), StringComparison.Ordinal);
        }

        // Once there is a rendition, the list has its URL, and the placeholder that was made beside it.
        var listed = Assert.Single(await client.Attachments.ListAttachmentsAsync(server.AppId).ToListAsync());
        Assert.Equal(Rendition.UrlOf(uploaded.MediaUrl, Rendition.Preview), listed.Renditions![Rendition.Preview]);
        Assert.InRange(listed.Placeholder!.Value.Length, 5, 25);
        Assert.Matches("^#[0-9A-F]{6}([0-9A-F]{2})?$", ThumbHash.ToColor(listed.Placeholder.Value.Span));
        await client.Attachments.DeleteAttachmentAsync(server.AppId, uploaded.MediaUrl);
        var gone = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.RenditionAsync(uploaded.MediaUrl, Rendition.Preview));
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task A_text_has_no_renditions()
    {
        var uploaded = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, "hello"u8.ToArray(), "a.txt");

        var missing = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.RenditionAsync(uploaded.MediaUrl, Rendition.Preview));

        Assert.Equal(404, missing.Status);
        var listed = Assert.Single(await client.Attachments.ListAttachmentsAsync(server.AppId).ToListAsync());
        Assert.Equal((null, null), (listed.Renditions, listed.Placeholder));
    }
}
