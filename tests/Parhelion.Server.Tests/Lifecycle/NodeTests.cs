using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Workers;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Two nodes over the same rows and bytes: what one deletes the other forgets, be it told or not. Their clocks are the test's own.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private Home home = null!;
    private ParhelionServer first = null!;
    private ParhelionServer second = null!;
    private Chat here = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(HomeKind.PostgresDisk);

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await home.DisposeAsync();
    }

    [Theory]
    [InlineData("attachment")]
    [InlineData("message")]
    [InlineData("app")]
    public async Task What_one_node_deletes_the_other_forgets_as_soon_as_it_is_told(string what)
    {
        await StartAsync(isDeaf: false);
        var url = (await here.UploadAsync(forMessage: true)).Url;
        var conversation = (await here.GroupAsync()).Id;
        var message = (await here.PostAsync(conversation, null, url)).Id;
        Assert.True(await IsShownAsync(second, url));

        if (what == "attachment") await here.RemoveAsync(url);
        else if (what == "message") await here.DeleteMessageAsync(conversation, message);
        else await DeleteAppAsync();

        // The clock stands still: nothing is forgotten for its age.
        Assert.False(await IsShownAsync(first, url));
        await Uploads.WaitAsync(async () => !await IsShownAsync(second, url), () => "The other node shows it still");
    }

    [Fact]
    public async Task Key_that_one_node_deletes_opens_nothing_on_the_other()
    {
        await StartAsync(isDeaf: false);
        using var client = second.CreateClient();
        Assert.Equal(200, await StatusAsync(client));

        using var account = first.CreateAccountClient();
        using var deleted = await account.DeleteAsync($"/v2/apps/{first.AppId}/keys/{first.AppKeyId}", TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)deleted.StatusCode);
        await Uploads.WaitAsync(async () => await StatusAsync(client) == 401, () => "The key still opens");
    }

    [Fact]
    public async Task Node_that_hears_nothing_forgets_after_five_seconds()
    {
        // What a node remembers is seen as long as the bytes are there: nobody erases them.
        await StartAsync(isDeaf: true, erases: false);
        var url = (await here.UploadAsync(forMessage: false)).Url;
        Assert.True(await IsShownAsync(second, url));

        await here.RemoveAsync(url);

        // This is what the notice is for.
        Assert.True(await IsShownAsync(second, url));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await IsShownAsync(second, url));
    }

    private async Task StartAsync(bool isDeaf, bool erases = true)
    {
        first = await StartAsync(home.Configure, isDeaf: false, erases);
        second = await StartAsync(home.ConfigureAnotherNode, isDeaf, erases);
        here = Chat.Of(first);
    }

    private Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions> moveIn, bool isDeaf, bool erases) => ParhelionServer.StartAsync(
        options =>
        {
            moveIn(options);
            options.TimeProvider = clock;
            options.Settings["Durability"] = "Os";
            options.Settings["MediaBaseUrl"] = "http://media.example";
            if (isDeaf) options.ConfigureServices += services => services.AddSingleton<InvalidationChannel, SingleNodeInvalidationChannel>();
            if (!erases) options.ConfigureServices += services => services.Remove(services.Single(service => service.ImplementationType == typeof(ErasureWorker)));
        },
        TestContext.Current.CancellationToken);

    private static async Task<bool> IsShownAsync(ParhelionServer node, string url)
    {
        using var client = node.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(url).AbsolutePath);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, (int[])[200, 404]);
        return (int)response.StatusCode == 200;
    }

    private async Task DeleteAppAsync()
    {
        using var account = first.CreateAccountClient();
        using var response = await account.DeleteAsync($"/v2/apps/{first.AppId}", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private async Task<int> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync($"/v2/apps/{second.AppId}", TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
