using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Two ways to a client, and one client.</summary>
public sealed class FrontDoorTests
{
    [Fact]
    public async Task Both_doors_send_the_same_and_repeat_the_same()
    {
        List<string> seen = [];
        await using var host = await StubHost.StartAsync(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            var fields = http.Request.Headers.Where(field => field.Key is not ("Host" or "Content-Type")).OrderBy(field => field.Key, StringComparer.Ordinal);
            seen.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {string.Join(' ', fields.Select(field => $"{field.Key}={field.Value}"))}");
            (http.Response.StatusCode, var body) = (seen.Count % 6) switch
            {
                1 or 2 => (503, """{"errors":[{"code":"service_unavailable","title":"Busy"}]}"""),
                3 => (201, """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}"""),
                4 => (500, "{}"),
                5 => (302, "{}"),
                _ => (404, "{}"),
            };
            http.Response.Headers.Location = "/elsewhere";
            http.Response.Headers.SetCookie = "a=b";
            await http.Response.WriteAsync(body);
        });
        void Configure(ParhelionClientOptions options) => (options.Host, options.Credentials, options.RetryDelay, options.UserAgent) =
            (new Uri(host.Url), ParhelionCredentials.Basic("app_1", "secret"), TimeSpan.FromMilliseconds(1), "shop/2.1");
        var options = new ParhelionClientOptions();
        Configure(options);
        using var made = new ParhelionClient(options);
        await using var services = new ServiceCollection().AddParhelionClient(Configure).Services.BuildServiceProvider();

        var byHand = await TellAsync(made);
        var first = seen.ToArray();
        seen.Clear();
        var byFactory = await TellAsync(services.GetRequiredService<ParhelionClient>());

        Assert.Equal(byHand, byFactory);
        Assert.Equal(first, seen);
        Assert.Equal(6, first.Length);
        Assert.Contains("User-Agent=shop/2.1 Parhelion.Client/", first[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handlers_of_the_caller_see_every_attempt()
    {
        var counter = new Counter();
        var handler = new ScriptedHandler(ScriptedHandler.Says(503), ScriptedHandler.Says(200, """{"app":{"id":"a","displayName":"Shop"}}"""));
        await using var services = new ServiceCollection()
            .AddParhelionClient(options => (options.Credentials, options.RetryDelay) = (ParhelionCredentials.None, TimeSpan.FromMilliseconds(1)))
            .AddHttpMessageHandler(() => counter).ConfigurePrimaryHttpMessageHandler(() => handler)
            .Services.BuildServiceProvider();

        await services.GetRequiredService<ParhelionClient>().Apps.GetAppAsync("a");

        Assert.Equal(2, counter.Count);
    }

    [Fact]
    public async Task Options_come_from_services_and_so_does_the_clock()
    {
        var clock = new FakeTimeProvider();
        await using var server = await ParhelionServer.StartAsync();
        ParhelionClientOptions? seen = null;
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton(server)
            .AddParhelionClient((provider, options) =>
            {
                seen = options;
                var found = provider.GetRequiredService<ParhelionServer>();
                (options.Host, options.Credentials) = (found.Url, ParhelionCredentials.Basic(found.AppKeyId, found.AppKeySecret));
            })
            .Services.BuildServiceProvider();

        Assert.Equal(server.AppId, (await services.GetRequiredService<ParhelionClient>().Apps.GetTokenInfoAsync()).Id);
        Assert.Same(clock, seen!.TimeProvider);
    }

    [Fact]
    public async Task Options_that_are_changed_later_change_nothing()
    {
        await using var server = await ParhelionServer.StartAsync();
        var options = new ParhelionClientOptions { Host = server.Url, Credentials = ParhelionCredentials.Basic(server.AppKeyId, server.AppKeySecret) };
        using var client = new ParhelionClient(options);

        (options.Host, options.Credentials) = (new Uri("http://nowhere.invalid"), ParhelionCredentials.None);

        Assert.Equal(server.AppId, (await client.Apps.GetTokenInfoAsync()).Id);
    }

    [Theory]
    [InlineData("api.smooch.io", "absolute")]
    [InlineData("ftp://example.net", "absolute")]
    [InlineData("https://user:word@example.net", "credentials")]
    [InlineData("https://example.net/sc?x=1", "query")]
    [InlineData("https://example.net/sc/v2/", "/v2")]
    public void A_host_that_cannot_be_is_refused_in_words(string host, string word)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ParhelionClient(host, "app_1", "secret"));
        Assert.Contains("Host", fault.Message, StringComparison.Ordinal);
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_host_is_the_documented_one()
    {
        Assert.Equal("https://api.smooch.io/", new ParhelionClientOptions().Host.AbsoluteUri);
        Assert.Throws<ArgumentException>(() => new ParhelionClient(new ParhelionClientOptions()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Ids_that_a_url_would_lose_are_refused(string id)
    {
        using var client = new ParhelionClient(new ParhelionClientOptions { Credentials = ParhelionCredentials.None });
        await Assert.ThrowsAsync<ArgumentException>(() => client.Users.GetUserAsync("a", id));
    }

    [Fact]
    public async Task A_client_can_be_mocked()
    {
        ParhelionClient client = new FakeClient();
        var attachment = await client.Attachments.UploadAttachmentAsync("a", "public", Files.Picture());
        Assert.Equal("https://fake.example/a.png", attachment.MediaUrl);
    }

    private static async Task<string> TellAsync(ParhelionClient client)
    {
        var upload = await client.Attachments.UploadAttachmentAsync("a", "public", Files.Picture());
        var create = await Assert.ThrowsAsync<ParhelionException>(() => client.Keys.CreateAppKeyAsync("a", "till"));
        var redirect = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync("a"));
        var missing = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.DeleteAppAsync("a"));
        return $"{upload} {create.Message} {redirect.Message} {missing.Message}";
    }

    private sealed class Counter : DelegatingHandler
    {
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class FakeClient : ParhelionClient
    {
        public override AttachmentsClient Attachments { get; } = new FakeAttachments();

        private sealed class FakeAttachments : AttachmentsClient
        {
            public override Task<Attachment> UploadAttachmentAsync(
                string appId, AttachmentAccess access, UploadSource source, UploadAttachmentOptions? options = null, CancellationToken cancellationToken = default) =>
                Task.FromResult(new Attachment($"https://fake.example/{source.FileName}", "image/png"));
        }
    }
}
