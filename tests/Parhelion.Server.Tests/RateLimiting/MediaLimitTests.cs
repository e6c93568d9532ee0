using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>Media are limited by address, and only if the operator says so.</summary>
public sealed class MediaLimitTests
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task Media_have_no_limit_by_default()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "1"));
        var media = new Uri(await Uploads.UploadAsync(limited.Server, Uploads.Png, "a.png")).AbsolutePath;

        for (var i = 0; i < 5; i++)
        {
            using var response = await limited.SendAsync("GET", media, Address);
            Assert.Equal((200, null), ((int)response.StatusCode, UploadRequests.HeaderOf(response, "RateLimit")));
        }
    }

    [Fact]
    public async Task Too_many_requests_for_media_are_refused_by_address()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:MediaPerMinute", "3"));
        var media = new Uri(await Uploads.UploadAsync(limited.Server, Uploads.Png, "a.png")).AbsolutePath;

        using var first = await limited.SendAsync("GET", media, Address);
        Assert.Equal((200, 404), (await limited.StatusAsync("HEAD", media, Address), await limited.StatusAsync("GET", media + "x", Address)));
        using var refused = await limited.SendAsync("GET", media, Address);

        // A shared cache must not keep the state of one client.
        Assert.Equal((200, null), ((int)first.StatusCode, UploadRequests.HeaderOf(first, "RateLimit")));
        Assert.Equal((429, "20", "no-store", "*"), (
            (int)refused.StatusCode, UploadRequests.HeaderOf(refused, "Retry-After"), UploadRequests.HeaderOf(refused, "Cache-Control"), UploadRequests.HeaderOf(refused, "Access-Control-Allow-Origin")));
        Assert.Equal("Too many requests for media from this address", await Uploads.TitleOfAsync(refused));
        Assert.NotNull(UploadRequests.HeaderOf(refused, "X-Request-Id"));
        Assert.Equal(200, await limited.StatusAsync("GET", media, "203.0.113.8"));
        Assert.Equal(200, await limited.StatusAsync("GET", limited.AppPath, Address, limited.Key));
        limited.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, await limited.StatusAsync("GET", media, Address));
        Assert.Empty(limited.Warnings);
    }
}
