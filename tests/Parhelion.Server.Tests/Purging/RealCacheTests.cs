using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Renditions;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Renditions;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Deletions behind a real Varnish and a real nginx, with the files of deploy/ as they are.</summary>
public sealed class RealCacheTests
{
    [Theory]
    [InlineData("varnish.sh", "Varnish")]
    [InlineData("nginx-cache.sh", "Nginx")]
    public async Task Whatever_is_deleted_is_gone_from_the_cache_and_stamped(string script, string kind)
    {
        await using var fronted = await FrontedServer.StartAsync(script, kind);
        using var account = fronted.Server.CreateAccountClient();
        var (chat, other) = (fronted.Chat, await Chat.OfNewAppAsync(account));
        var (_, user) = await chat.UserAsync();
        await chat.PersonalAsync(user);
        var (first, second, third) = (await PostAsync(chat, user), await PostAsync(chat, user), await PostAsync(chat, user));
        var (_, removed) = await chat.UploadAsync(false, name: "a b+ä%&.txt");
        var (_, ofApp) = await other.UploadAsync(false);
        var (_, lives) = await chat.UploadAsync(false);
        // A query means nothing to a public file: nobody is to get at one by it once it is gone.
        string[] all = [removed, first.Url, second.Url, third.Url, ofApp];
        await fronted.KeepAsync([.. all, lives]);

        Assert.Equal(200, await chat.RemoveAsync(removed));
        Assert.Equal(200, await chat.DeleteMessageAsync(first.Conversation, first.Message));
        Assert.Equal(200, await chat.DeleteConversationAsync(second.Conversation));
        Assert.Equal(200, await chat.DeleteUserAsync(user));
        Assert.Equal(200, await other.DeleteAppAsync());

        await fronted.WaitUntilGoneAsync(all);
        Assert.Equal((HttpStatusCode.OK, "HIT"), await fronted.ReadAsync(lives));
        await fronted.WaitUntilPurgedAsync(chat, removed, first.Url, second.Url, third.Url);
        await fronted.WaitForReceiptAsync(other, ofApp, isErased: true, isPurged: true);
    }

    [Theory]
    [InlineData("varnish.sh", "Varnish")]
    [InlineData("nginx-cache.sh", "Nginx")]
    public async Task Renditions_are_gone_from_the_cache_with_their_original(string script, string kind)
    {
        await using var fronted = await FrontedServer.StartAsync(script, kind, options => options.ConfigureServices = services => services.AddSingleton<IRenderer>(new FakeRenderer()));
        var (deleted, lives) = (await RenditionDeletionTests.UploadAsync(fronted.Chat, "deleted"), await RenditionDeletionTests.UploadAsync(fronted.Chat, "lives"));
        string[] queries = ["", "?rendition=thumbnail", "?rendition=preview", "?rendition=preview&format=png"];
        await fronted.KeepAsync([.. queries.SelectMany(query => (string[])[deleted + query, lives + query])]);

        Assert.Equal(200, await fronted.Chat.RemoveAsync(deleted));

        await fronted.WaitUntilGoneAsync([.. queries.Select(query => deleted + query)]);
        foreach (var query in queries) Assert.Equal((HttpStatusCode.OK, "HIT"), await fronted.ReadAsync(lives + query));
        await fronted.WaitUntilPurgedAsync(fronted.Chat, deleted);
        Assert.Equal(0, await fronted.AskAsync($"SELECT COUNT(*) FROM renditions WHERE original = '{RenditionServer.KeyOf(deleted)}'"));
    }

    [Fact]
    public async Task Copy_of_a_cache_that_was_down_is_gone_when_it_is_back()
    {
        await using var fronted = await FrontedServer.StartAsync("nginx-cache.sh", "Nginx");
        var (_, url) = await fronted.Chat.UploadAsync(false);
        await fronted.KeepAsync(url);
        await fronted.Cache!.StopAsync();

        Assert.Equal(200, await fronted.Chat.RemoveAsync(url));

        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        await WaitUntilAttemptsAsync(fronted, 1);
        fronted.Clock.Advance(TimeSpan.FromMinutes(1));
        await WaitUntilAttemptsAsync(fronted, 2);
        await fronted.Cache.StartAsync();
        // nginx keeps on disk: had nobody told it, readers would get it from there.
        Assert.Equal((HttpStatusCode.OK, "HIT"), await fronted.ReadAsync(url));

        fronted.Clock.Advance(TimeSpan.FromMinutes(1));

        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: true);
        Assert.Equal(HttpStatusCode.NotFound, (await fronted.ReadAsync(url)).Status);
    }

    [Fact]
    public async Task Copy_of_an_answer_that_was_under_way_is_gone_a_second_later()
    {
        var gate = new TaskCompletionSource();
        await using var fronted = await FrontedServer.StartAsync(
            "nginx-cache.sh",
            "Nginx",
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => new SlowBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os, writesSegments: false), gate.Task)));
        var (_, url) = await fronted.Chat.UploadAsync(false);
        var reading = fronted.ReadAsync(url);
        var store = (SlowBlobStore)fronted.Server.Services.GetRequiredService<IBlobStore>();
        await store.Reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(200, await fronted.Chat.RemoveAsync(url));
        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        gate.SetResult();

        // The cache was told, and has kept it afterwards.
        Assert.Equal(HttpStatusCode.OK, (await reading).Status);
        for (var round = 0; await fronted.ReadAsync(url) != (HttpStatusCode.OK, "HIT"); round++) await FrontedServer.WaitAsync(round, "The cache has kept nothing");
        fronted.Clock.Advance(TimeSpan.FromSeconds(1));
        await fronted.WaitUntilGoneAsync(url);
        await fronted.WaitUntilPurgedAsync(fronted.Chat, url);
    }

    [Theory]
    [InlineData("varnish.sh", "Varnish", HttpStatusCode.MethodNotAllowed)]
    [InlineData("nginx-cache.sh", "Nginx", HttpStatusCode.Forbidden)]
    public async Task Stranger_cannot_purge(string script, string kind, HttpStatusCode refusal)
    {
        await using var fronted = await FrontedServer.StartAsync(script, kind);
        var (_, url) = await fronted.Chat.UploadAsync(false);
        await fronted.KeepAsync(url);
        using var stranger = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });

        using var request = new HttpRequestMessage(new HttpMethod("PURGE"), url);
        request.Headers.Add("xkey", url.Split('/')[^2]);
        using var answer = await stranger.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(refusal, answer.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "HIT"), await fronted.ReadAsync(url));
    }

    // From another address of this machine.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<(string Conversation, string Message, string Url)> PostAsync(Chat chat, string user)
    {
        var (_, conversation) = await chat.PersonalAsync(user);
        var (_, url) = await chat.UploadAsync(true);
        var (status, message) = await chat.PostAsync(conversation, user, url);
        Assert.Equal(201, status);
        return (conversation, message, url);
    }

    private static async Task WaitUntilAttemptsAsync(FrontedServer fronted, long attempts)
    {
        for (var round = 0; await fronted.AskAsync("SELECT attempts FROM removals") < attempts; round++) await FrontedServer.WaitAsync(round, "It was not tried");
    }
}
