using System.Diagnostics;
using System.Net;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>Two nodes and a real cache in front of one of them: what the other deletes is gone from all three.</summary>
public sealed class CachedNodesTests : IAsyncLifetime
{
    private readonly Uri front = SharedCache.FreeUrl();
    private Home home = null!;

    public async ValueTask InitializeAsync()
    {
        SharedCache.Require("varnish.sh");
        home = await Home.OpenAsync(HomeKind.PostgresCeph);
    }

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Theory]
    [InlineData(true, 900)]
    [InlineData(false, 2)]
    public async Task What_one_node_deletes_is_gone_from_the_other_and_from_the_cache(bool purges, int cacheSeconds)
    {
        await using var first = await StartAsync(home.Configure, purges, cacheSeconds);
        await using var second = await StartAsync(home.ConfigureAnotherNode, purges, cacheSeconds);
        await using var cache = await SharedCache.StartAsync("varnish.sh", front, first.Url);
        var (here, there) = (Chat.Of(first), Chat.Of(second));
        using var reader = new HttpClient { BaseAddress = cache.Url };

        var url = (await here.UploadAsync(forMessage: false)).Url;
        Assert.True(await there.LivesAsync(url), "The other node does not show at once what was uploaded");
        Assert.Equal("MISS", await LookAsync(reader, url));
        Assert.Equal("HIT", await LookAsync(reader, url));

        Assert.Equal(200, await there.RemoveAsync(url));

        var watch = Stopwatch.StartNew();
        Assert.False(await there.LivesAsync(url));
        await Uploads.WaitAsync(async () => !await here.LivesAsync(url), () => "The first node shows it still");
        var node = watch.Elapsed;
        await Uploads.WaitAsync(async () => await LookAsync(reader, url) == "404", () => "The cache shows it still");
        TestContext.Current.TestOutputHelper!.WriteLine($"gone from the other node after {node.TotalMilliseconds:F0} ms, from the cache after {watch.ElapsedMilliseconds} ms");
    }

    private async Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions> moveIn, bool purges, int cacheSeconds) => await ParhelionServer.StartAsync(
        options =>
        {
            moveIn(options);
            options.Settings["MediaBaseUrl"] = front.AbsoluteUri;
            options.Settings["Media:CacheSeconds"] = $"{cacheSeconds}";
            if (!purges) return;
            options.Settings["Purge:Targets:0:Kind"] = "Varnish";
            options.Settings["Purge:Targets:0:Url"] = front.AbsoluteUri;
        },
        TestContext.Current.CancellationToken);

    // How the cache came by its answer, or that there is none.
    private static async Task<string> LookAsync(HttpClient reader, string url)
    {
        using var response = await reader.GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return "404";
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("X-Cache").Single();
    }
}
