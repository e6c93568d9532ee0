using System.Net;
using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Files that a store sends, asked for by way of a real Varnish and a real nginx: a cache keeps the redirect of GET, and HEAD never gets it.</summary>
public sealed class RedirectCacheTests
{
    [Theory]
    [InlineData("varnish.sh", "Varnish")]
    [InlineData("nginx-cache.sh", "Nginx")]
    public async Task Head_is_the_servers_whatever_the_cache_keeps(string script, string kind)
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteCeph);
        await using var fronted = await FrontedServer.StartAsync(script, kind, options =>
        {
            home.Configure(options);
            options.Settings["Media:Delivery"] = "Redirect";
        });
        var (_, url) = await fronted.Chat.UploadAsync(false, text: "by way of the store");
        using var reader = new HttpClient();

        await AssertHeadAsync(reader, url);
        Assert.Equal(HttpStatusCode.Found, (await fronted.ReadAsync(url)).Status);
        Assert.Equal((HttpStatusCode.Found, "HIT"), await fronted.ReadAsync(url));
        await AssertHeadAsync(reader, url);
        Assert.Equal("by way of the store", await reader.GetStringAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.Found, "HIT"), await fronted.ReadAsync(url));

        Assert.Equal(200, await fronted.Chat.RemoveAsync(url));
        await fronted.WaitUntilGoneAsync(url);
        using var gone = await reader.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    // A reader who follows redirects, as most do.
    private static async Task AssertHeadAsync(HttpClient reader, string url)
    {
        using var head = await reader.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, url), (head.StatusCode, head.RequestMessage!.RequestUri!.AbsoluteUri));
        Assert.Equal(("by way of the store".Length, "text/plain"), ((int)head.Content.Headers.ContentLength!, head.Content.Headers.ContentType!.MediaType));
        Assert.NotNull(head.Headers.ETag);
    }
}
