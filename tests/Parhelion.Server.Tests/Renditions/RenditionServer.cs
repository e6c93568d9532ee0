using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Renditions;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>A server whose pictures are made by a <see cref="FakeRenderer"/>. They are made at the first request, unless the settings say otherwise.</summary>
internal sealed class RenditionServer : IAsyncDisposable
{
    private readonly HttpClient anonymous;

    private RenditionServer(ParhelionServer server, TestClock clock, FakeRenderer renderer) =>
        (Server, Clock, Renderer, anonymous) = (server, clock, renderer, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url });

    public ParhelionServer Server { get; }

    /// <summary>Also with PostgreSQL, whose clock a test could not move.</summary>
    public TestClock Clock { get; }

    public FakeRenderer Renderer { get; }

    public Database Database => Server.Services.GetRequiredService<Database>();

    public IBlobStore Blobs => Server.Services.GetRequiredService<IBlobStore>();

    public static Task<RenditionServer> StartAsync(Home home, params string[] settings) => StartAsync(home.Configure, new FakeRenderer(), settings);

    public static async Task<RenditionServer> StartAsync(Action<ParhelionServerOptions> moveIn, FakeRenderer renderer, params string[] settings)
    {
        var clock = new TestClock();
        var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["Durability"] = "Os";
                // A busy machine may be slow.
                options.Settings["Images:WaitTime"] = "00:01:00";
                // The port changes from start to start; media URLs must not.
                options.Settings["MediaBaseUrl"] = "http://media.example";
                options.ConfigureServices = services => services.AddSingleton<IRenderer>(renderer);
                moveIn(options);
                foreach (var setting in settings) options.Settings[setting.Split('=')[0]] = setting.Split('=', 2)[1];
            },
            TestContext.Current.CancellationToken);
        return new RenditionServer(server, clock, renderer);
    }

    /// <summary>The bytes of a PNG, others for each text.</summary>
    public static byte[] Png(string text) => [.. Uploads.Png, .. Encoding.UTF8.GetBytes(text)];

    public Task<string> UploadAsync(string text = "picture", string name = "picture.png") => UploadAsync(Png(text), name);

    public Task<string> UploadAsync(byte[] bytes, string name = "picture.png") => Uploads.UploadAsync(Server, bytes, name);

    /// <summary>What somebody without credentials gets.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        // The path as it is: a parser of URLs would change its spelling.
        var target = url.StartsWith("http", StringComparison.Ordinal) ? url[url.IndexOf("/apps/", StringComparison.Ordinal)..] : url;
        using var request = new HttpRequestMessage(method, new Uri($"{Server.Url.AbsoluteUri.TrimEnd('/')}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, url, headers);

    public async Task<HttpStatusCode> StatusAsync(string url, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(url, headers);
        return response.StatusCode;
    }

    public async Task<byte[]> BytesAsync(string url)
    {
        using var response = await GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How the list shows an attachment.</summary>
    public async Task<JsonElement> DetailsAsync(string url)
    {
        using var client = Server.CreateClient();
        var list = await client.GetFromJsonAsync<JsonElement>($"/v2/apps/{Server.AppId}/attachments?page[size]=100", TestContext.Current.CancellationToken);
        var found = list.GetProperty("attachments").EnumerateArray().Single(attachment => attachment.GetProperty("mediaUrl").GetString() == url);
        var single = await client.GetFromJsonAsync<JsonElement>($"/v2/apps/{Server.AppId}/attachments/{found.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);
        foreach (var name in (string[])["renditions", "placeholder"])
        {
            Assert.Equal(found.TryGetProperty(name, out var one) ? one.ToString() : null, single.GetProperty("attachment").TryGetProperty(name, out var other) ? other.ToString() : null);
        }

        return found;
    }

    public static BlobKey KeyOf(string url) => BlobKey.Parse(new Uri(url).Segments[^2].TrimEnd('/'));

    /// <summary>The rows of the renditions of an attachment.</summary>
    public async Task<List<RenditionRow>> RowsAsync(string url) =>
        await Database.ReadAsync((session, token) => RenditionTable.ListAsync(session, KeyOf(url), token), TestContext.Current.CancellationToken);

    /// <summary>A number out of the rows.</summary>
    public ValueTask<long> AskAsync(string query) => Database.ReadAsync((session, token) => session.Sql(query).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    public async Task<bool> IsStoredAsync(BlobKey key) => await Blobs.LengthAsync(key, TestContext.Current.CancellationToken) is not null;

    public async ValueTask DisposeAsync()
    {
        anonymous.Dispose();
        await Server.DisposeAsync();
    }
}
