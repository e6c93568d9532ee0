using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Client;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Setup;

namespace Parhelion.Testing;

/// <summary>A real Parhelion server in this process: Kestrel on a free loopback port, a temporary data directory, an app and its keys.
/// Disposing it stops the server and deletes the directory.</summary>
/// <example><code>await using var server = await ParhelionServer.StartAsync();</code></example>
public sealed class ParhelionServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool ownsDirectory;

    private ParhelionServer(WebApplication app, string directory, bool ownsDirectory, Credentials credentials)
    {
        this.app = app;
        this.ownsDirectory = ownsDirectory;
        DataDirectory = directory;
        Url = new Uri(app.Services.GetRequiredService<ServerAddresses>().Api);
        AppId = credentials.AppId;
        (AppKeyId, AppKeySecret) = (credentials.App.KeyId, credentials.App.Secret);
        (AccountKeyId, AccountKeySecret) = (credentials.Account.KeyId, credentials.Account.Secret);
    }

    /// <summary>Base URL, such as <c>http://127.0.0.1:43210</c>.</summary>
    public Uri Url { get; }

    /// <summary>Folder of everything that the server keeps.</summary>
    public string DataDirectory { get; }

    /// <summary>Id of the app "Quickstart".</summary>
    public string AppId { get; }

    /// <summary>Id of the app's key.</summary>
    public string AppKeyId { get; }

    /// <summary>Secret of the app's key.</summary>
    public string AppKeySecret { get; }

    /// <summary>Id of the account key.</summary>
    public string AccountKeyId { get; }

    /// <summary>Secret of the account key.</summary>
    public string AccountKeySecret { get; }

    /// <summary>The services inside, for tests that look behind the wire.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Settings and replacements; optional.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new ParhelionServerOptions();
        configure?.Invoke(options);
        var directory = options.DataDirectory ?? Directory.CreateTempSubdirectory("parhelion-").FullName;
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}",
            // What a test calls is on this machine. Settings that the test gives come later, and win.
            "--Parhelion:Webhooks:AllowPrivateTargets=true",
            .. options.Settings.Select(setting => $"--{(setting.Key.StartsWith("Kestrel:", StringComparison.Ordinal) ? "" : "Parhelion:")}{setting.Key}={setting.Value}"),
        ];
        var host = await ParhelionHost.BuildAsync(
            args,
            builder =>
            {
                // A test says what it wants to hear by adding a provider.
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(new StartupBannerOutput(_ => { }));
                if (options.TimeProvider is { } clock) builder.Services.AddSingleton(clock);
                options.ConfigureServices?.Invoke(builder.Services);
            },
            cancellationToken);
        await host.StartAsync(cancellationToken);
        var credentials = host.Services.GetRequiredService<StartupBannerOutput>().Created ?? Credentials.Read(directory);
        return new ParhelionServer(host, directory, options.DataDirectory is null, credentials);
    }

    /// <summary>A client with the app key's Basic credentials.</summary>
    public HttpClient CreateClient() => CreateClient(AppKeyId, AppKeySecret);

    /// <summary>A client with the account key's Basic credentials.</summary>
    public HttpClient CreateAccountClient() => CreateClient(AccountKeyId, AccountKeySecret);

    /// <summary>A client with any Basic credentials.</summary>
    public HttpClient CreateClient(string keyId, string secret)
    {
        var client = CreateAnonymousClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keyId}:{secret}")));
        return client;
    }

    /// <summary>A <see cref="ParhelionClient"/> with the app key's Basic credentials.</summary>
    /// <param name="configure">Changes the options; optional.</param>
    public ParhelionClient CreateParhelionClient(Action<ParhelionClientOptions>? configure = null) => CreateParhelionClient(AppKeyId, AppKeySecret, configure);

    /// <summary>A <see cref="ParhelionClient"/> with the account key's Basic credentials, which may do everything.</summary>
    /// <param name="configure">Changes the options; optional.</param>
    public ParhelionClient CreateParhelionAccountClient(Action<ParhelionClientOptions>? configure = null) =>
        CreateParhelionClient(AccountKeyId, AccountKeySecret, configure);

    /// <summary>A client without credentials, which follows no redirect.</summary>
    public HttpClient CreateAnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    /// <summary>Stops the server; the directory stays until disposal.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsDirectory) Directory.Delete(DataDirectory, recursive: true);
    }

    private ParhelionClient CreateParhelionClient(string keyId, string secret, Action<ParhelionClientOptions>? configure)
    {
        var options = new ParhelionClientOptions { Host = Url.AbsoluteUri, Credentials = ParhelionCredentials.Basic(keyId, secret) };
        configure?.Invoke(options);
        return new ParhelionClient(options);
    }
}
