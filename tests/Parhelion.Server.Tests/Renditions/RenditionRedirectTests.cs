using System.Net;
using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Renditions that the store itself sends: the server redirects readers to it.</summary>
public sealed class RenditionRedirectTests
{
    [Fact]
    public async Task Reader_is_not_sent_to_a_rendition_that_the_store_has_lost()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteCeph);
        await using var server = await RenditionServer.StartAsync(home, "Media:Delivery=Redirect");
        using var reader = new HttpClient();
        var url = await server.UploadAsync("lost");
        var rendition = $"{url}?rendition=preview";
        using (var head = await server.SendAsync(HttpMethod.Head, rendition)) Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await server.Blobs.DeleteAsync([(await server.RowsAsync(url)).Single(row => row.Id.Name == "preview").Key], TestContext.Current.CancellationToken));

        Assert.Equal(server.Renderer.Picture(RenditionServer.Png("lost"), "preview", side: 1280), await FollowAsync(server, reader, rendition));

        // The thumbnail was not lost.
        Assert.Equal(2, server.Renderer.Count);
        Assert.Single(server.Renderer.Calls.Last());
        Assert.NotEmpty(await FollowAsync(server, reader, rendition));
        Assert.Equal(2, server.Renderer.Count);
    }

    private static async Task<byte[]> FollowAsync(RenditionServer server, HttpClient reader, string rendition)
    {
        using var redirect = await server.GetAsync(rendition);
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        return await reader.GetByteArrayAsync(redirect.Headers.Location, TestContext.Current.CancellationToken);
    }
}
