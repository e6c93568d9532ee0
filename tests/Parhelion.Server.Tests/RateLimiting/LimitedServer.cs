using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.Tests.Connections;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>A server with rate limits and a clock that stands still. It trusts the address that a request names in <c>X-Forwarded-For</c>.</summary>
internal sealed class LimitedServer : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly LogLines log;
    private readonly LoudLines warnings;

    private LimitedServer(ParhelionServer server, FakeTimeProvider clock, LogLines log, LoudLines warnings)
    {
        (Server, Clock, this.log, this.warnings) = (server, clock, log, warnings);
        client = server.CreateAnonymousClient();
    }

    public ParhelionServer Server { get; }

    public FakeTimeProvider Clock { get; }

    public string AppPath => $"/v2/apps/{Server.AppId}";

    /// <summary>Everything that was logged.</summary>
    public string Log => log.ToString();

    /// <summary>What was logged as a warning or an error.</summary>
    public IReadOnlyCollection<string> Warnings => warnings.Lines;

    /// <summary>The <c>Authorization</c> of the key of the app.</summary>
    public string Key => BasicOf(Server.AppKeyId, Server.AppKeySecret);

    public static async Task<LimitedServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var (log, warnings) = (new LogLines(), new LoudLines());
        var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["RateLimit:Enabled"] = "true";
                options.Settings["Proxy:Trusted"] = "127.0.0.1";
                foreach (var (name, value) in settings) options.Settings[name] = value;
                options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(log).AddProvider(warnings));
            },
            TestContext.Current.CancellationToken);
        return new LimitedServer(server, clock, log, warnings);
    }

    public static string BasicOf(string keyId, string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keyId}:{secret}"))}";

    /// <summary>Sends a request from an address, with credentials or without.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, string? address = null, string? authorization = null, HttpContent? body = null, params (string, string)[] headers) =>
        UploadRequests.SendAsync(client, method, path, body, [.. Of("X-Forwarded-For", address), .. Of("Authorization", authorization), .. headers]);

    public async Task<int> StatusAsync(string method, string path, string? address = null, string? authorization = null)
    {
        using var response = await SendAsync(method, path, address, authorization);
        return (int)response.StatusCode;
    }

    /// <summary>Uploads a picture as a form.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string? authorization, string? path = null)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "a.png" } };
        return await SendAsync("POST", path ?? $"{AppPath}/attachments?access=public", authorization: authorization, body: form);
    }

    /// <summary>Moves the clock until a response arrives.</summary>
    public async Task<HttpResponseMessage> AdvanceUntilAsync(Task<HttpResponseMessage> response)
    {
        await Uploads.WaitAsync(
            () =>
            {
                if (!response.IsCompleted) Clock.Advance(TimeSpan.FromMilliseconds(100));
                return response.IsCompleted;
            },
            () => "There is no response.");
        return await response;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
        log.Dispose();
        warnings.Dispose();
    }

    private static (string, string)[] Of(string name, string? value) => value is null ? [] : [(name, value)];
}
