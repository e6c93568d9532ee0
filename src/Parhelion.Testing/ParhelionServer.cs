using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Setup;

namespace Parhelion.Testing;

/// <summary>Runs a real Parhelion server in the test process: Kestrel on a free loopback port, a temporary data directory, an app and its keys.
/// Disposing it stops the server and deletes the temporary directory.</summary>
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

    /// <summary>Base URL of the server, such as <c>http://127.0.0.1:43210</c>.</summary>
    public Uri Url { get; }

    /// <summary>The folder in which the server stores all its data.</summary>
    public string DataDirectory { get; }

    /// <summary>Id of the app "Quickstart", which the server creates at its first start.</summary>
    public string AppId { get; }

    /// <summary>Id of the key of the app.</summary>
    public string AppKeyId { get; }

    /// <summary>Secret of the key of the app.</summary>
    public string AppKeySecret { get; }

    /// <summary>Id of the account key.</summary>
    public string AccountKeyId { get; }

    /// <summary>Secret of the account key.</summary>
    public string AccountKeySecret { get; }

    /// <summary>The services of the server, for tests that need more than its HTTP API.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options of the server. Optional.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new ParhelionServerOptions();
        configure?.Invoke(options);
        var directory = options.DataDirectory ?? Directory.CreateTempSubdirectory("parhelion-").FullName;
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}",
            // Webhooks of tests have targets on this machine. The settings of the test come later and override this one.
            "--Parhelion:Webhooks:AllowPrivateTargets=true",
            .. options.Settings.Select(setting => $"--{(setting.Key.StartsWith("Kestrel:", StringComparison.Ordinal) ? "" : "Parhelion:")}{setting.Key}={setting.Value}"),
        ];
        var host = await ParhelionHost.BuildAsync(
            args,
            builder =>
            {
                // No logging by default. A test that needs the log adds a provider.
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

    /// <summary>Creates an <see cref="HttpClient"/> with Basic credentials of the app key. It follows no redirects.</summary>
    public HttpClient CreateClient() => CreateClient(AppKeyId, AppKeySecret);

    /// <summary>Creates an <see cref="HttpClient"/> with Basic credentials of the account key. It follows no redirects.</summary>
    public HttpClient CreateAccountClient() => CreateClient(AccountKeyId, AccountKeySecret);

    /// <summary>Creates an <see cref="HttpClient"/> with Basic credentials of the given key. It follows no redirects.</summary>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="secret">Secret of the key.</param>
    public HttpClient CreateClient(string keyId, string secret)
    {
        var client = CreateAnonymousClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keyId}:{secret}")));
        return client;
    }

    /// <summary>Creates a <see cref="ParhelionClient"/> with Basic credentials of the app key.</summary>
    /// <param name="configure">Changes the options of the client. Optional.</param>
    public ParhelionClient CreateParhelionClient(Action<ParhelionClientOptions>? configure = null) => CreateParhelionClient(AppKeyId, AppKeySecret, configure);

    /// <summary>Creates a <see cref="ParhelionClient"/> with Basic credentials of the account key, which may do everything.</summary>
    /// <param name="configure">Changes the options of the client. Optional.</param>
    public ParhelionClient CreateParhelionAccountClient(Action<ParhelionClientOptions>? configure = null) =>
        CreateParhelionClient(AccountKeyId, AccountKeySecret, configure);

    /// <summary>Creates an <see cref="HttpClient"/> without credentials. It follows no redirects.</summary>
    public HttpClient CreateAnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    /// <summary>Stops the server. The data directory stays until the server is disposed.</summary>
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
        var options = new ParhelionClientOptions { Host = Url, Credentials = ParhelionCredentials.Basic(keyId, secret) };
        configure?.Invoke(options);
        return new ParhelionClient(options);
    }
}
