using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Proxies;

/// <summary>A server with a proxy in front: whose headers count, what they change, and what the operator is told.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly List<WebApplication> apps = [];
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-proxy-").FullName;
    private readonly LogLines log = new();
    private string greeting = "";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // A server that is disposed before it was stopped may still write.
    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8,127.0.0.0/8")]
    public async Task Media_urls_and_links_begin_as_a_trusted_proxy_says(string trusted)
    {
        await using var server = await StartAsync(("Proxy:Trusted", trusted));

        var url = await UploadAsync(server, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "chat.example.org"), ("X-Forwarded-For", "203.0.113.9"));
        Assert.StartsWith("https://chat.example.org/apps/", url, StringComparison.Ordinal);
        Assert.StartsWith("https://desk.example.org/apps/", await UploadAsync(server, ("Forwarded", "for=203.0.113.9;proto=https;host=desk.example.org")), StringComparison.Ordinal);

        using var remove = Request(HttpMethod.Post, $"/v2/apps/{server.AppId}/attachments/remove", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "chat.example.org"));
        remove.Content = JsonContent.Create(new { mediaUrl = url });
        using var client = server.CreateClient();
        using var removed = await client.SendAsync(remove, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)removed.StatusCode);
        // The next request is told by nobody.
        Assert.StartsWith(server.Url.AbsoluteUri, await UploadAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("Forwarded", "host=evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task What_nobody_is_trusted_to_say_does_not_count_and_is_logged_once(string header, string value)
    {
        await using var server = await StartAsync(("Proxy:Trusted", "10.0.0.0/8"));

        for (var i = 0; i < 3; i++) Assert.StartsWith(server.Url.AbsoluteUri, await UploadAsync(server, (header, value)), StringComparison.Ordinal);

        Assert.Equal(header == "Host" ? 0 : 1, log.ToString().Split("Set Parhelion:PublicBaseUrl").Length - 1);
    }

    [Fact]
    public async Task Configured_url_wins()
    {
        await using var server = await StartAsync(("Proxy:Trusted", "127.0.0.1"), ("PublicBaseUrl", "https://api.example.org"), ("MediaBaseUrl", "https://media.example.org"));

        Assert.StartsWith("https://media.example.org/", await UploadAsync(server, ("X-Forwarded-Host", "evil.example")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1,203.0.113.9", "198.51.100.1, 10.9.9.9, 203.0.113.9", "10.9.9.9")]
    [InlineData("127.0.0.1", "203.0.113.9, garbage", "127.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.9", "127.0.0.1")]
    public async Task Client_is_the_last_one_that_is_not_trusted(string trusted, string header, string expected)
    {
        string? seen = null;
        var app = await BuildAsync(
            "http://127.0.0.1:0", builder => builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(new Peek(address => seen = address)), $"Proxy:Trusted={trusted}");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = Request(HttpMethod.Get, "/v2/apps", ("X-Forwarded-For", header));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("10.0.0.0/33")]
    public async Task Trust_in_what_is_no_address_stops_the_start(string trusted) =>
        Assert.Contains("Parhelion:Proxy:Trusted is", (await Assert.ThrowsAsync<OperatorErrorException>(() => BuildAsync("http://127.0.0.1:0", null, $"Proxy:Trusted={trusted}"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://*:0", "", true)]
    [InlineData("http://0.0.0.0:0", "", true)]
    [InlineData("http://0.0.0.0:0", "PublicBaseUrl=https://chat.example.org", false)]
    [InlineData("http://0.0.0.0:0", "MediaBaseUrl=https://media.example.org", false)]
    [InlineData("http://127.0.0.1:0", "", false)]
    public async Task Guess_is_said_loudly(string urls, string setting, bool isGuess)
    {
        var app = await BuildAsync(urls, null, setting.Length == 0 ? [] : [setting]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(isGuess, log.ToString().Contains("Media URLs begin with http://localhost:", StringComparison.Ordinal));
        Assert.Equal(isGuess, greeting.Contains("which is a guess. Set Parhelion:PublicBaseUrl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_on_a_unix_socket_serves_and_says_how_it_is_reached()
    {
        var path = Path.Combine(directory, "http.sock");
        var app = await BuildAsync($"http://unix:{path}", null, "Proxy:Trusted=unix");
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"listens on unix:{path}", greeting, StringComparison.Ordinal);
        Assert.Contains("which is a guess", greeting, StringComparison.Ordinal);
        Assert.Contains("Media URLs begin with http://localhost", log.ToString(), StringComparison.Ordinal);
        var line = greeting.Split('\n').Single(text => text.Contains("curl", StringComparison.Ordinal)).Trim();
        Assert.Contains($"--unix-socket '{path}'", line, StringComparison.Ordinal);

        var credentials = app.Services.GetRequiredService<StartupBannerPrinter>().Created!;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://localhost") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{credentials.App.KeyId}:{credentials.App.Secret}")));
        Assert.StartsWith("http://localhost/apps/", await UploadAsync(client, credentials.AppId), StringComparison.Ordinal);
        Assert.StartsWith("https://chat.example.org/apps/", await UploadAsync(client, credentials.AppId, ("X-Forwarded-Host", "chat.example.org"), ("X-Forwarded-Proto", "https")), StringComparison.Ordinal);
    }

    private Task<ParhelionServer> StartAsync(params (string Name, string Value)[] settings) => ParhelionServer.StartAsync(
        options =>
        {
            foreach (var (name, value) in settings) options.Settings[name] = value;
            options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(log));
        },
        TestContext.Current.CancellationToken);

    private async Task<WebApplication> BuildAsync(string urls, Action<WebApplicationBuilder>? configure, params string[] settings)
    {
        var app = await ParhelionHost.BuildAsync(
            ["--urls", urls, $"--Parhelion:DataDirectory={directory}", .. settings.Select(setting => $"--Parhelion:{setting}")],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log);
                builder.Services.AddSingleton(new StartupBannerPrinter(text => greeting = text));
                configure?.Invoke(builder);
            },
            TestContext.Current.CancellationToken);
        apps.Add(app);
        return app;
    }

    private static async Task<string> UploadAsync(ParhelionServer server, params (string Name, string Value)[] headers)
    {
        using var client = server.CreateClient();
        // Not the public URL, which is nobody's.
        client.BaseAddress = Listening.UrlOf(server);
        return await UploadAsync(client, server.AppId, headers);
    }

    private static async Task<string> UploadAsync(HttpClient client, string appId, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, $"/v2/apps/{appId}/attachments?access=public", headers);
        request.Content = new MultipartFormDataContent { { new ByteArrayContent("hello"u8.ToArray()), "source", "a.txt" } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == 201, body.ToString());
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    // Looks at a request when its answer begins.
    private sealed class Peek(Action<string?> look) : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Response.OnStarting(() =>
                {
                    look(http.Connection.RemoteIpAddress?.ToString());
                    return Task.CompletedTask;
                });
                return rest(http);
            });
            next(app);
        };
    }
}
