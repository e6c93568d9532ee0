using System.Diagnostics.CodeAnalysis;
using Parhelion.Testing.Faults;
using Parhelion.Testing.Hosting;
using Parhelion.Testing.Seeding;

namespace Parhelion.Testing;

/// <summary>Runs a real Parhelion server in the test process: Kestrel on a free loopback port, a temporary data directory, an app and its keys.
/// Disposing it stops the server and deletes the temporary directory.</summary>
/// <example><code>await using var server = await ParhelionServer.StartAsync();</code></example>
public sealed class ParhelionServer : IAsyncDisposable
{
    private readonly ParhelionServerOptions options;
    private readonly PortReservation port = new();
    private readonly FaultPlan faults = new();
    private readonly RequestLog log;
    private readonly TestClock? clock;
    private RunningServer? running;
    private ServerCredentials credentials = null!;
    private bool isDisposed;

    private ParhelionServer(ParhelionServerOptions options)
    {
        this.options = options;
        DataDirectory = options.DataDirectory ?? Directory.CreateTempSubdirectory("parhelion-").FullName;
        // Nodes on PostgreSQL take the time from the database.
        if (options.TimeProvider is null && !IsPostgres(options)) options.TimeProvider = clock = new TestClock();
        log = new RequestLog(options.TimeProvider ?? TimeProvider.System);
    }

    /// <summary>Base URL of the server, such as <c>http://127.0.0.1:43210</c>.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The folder in which the server stores all its data.</summary>
    public string DataDirectory { get; }

    /// <summary>Id of the app "Quickstart", which the server creates at its first start.</summary>
    public string AppId => credentials.AppId;

    /// <summary>Id of the key of the app.</summary>
    public string AppKeyId => credentials.AppKeyId;

    /// <summary>Secret of the key of the app.</summary>
    public string AppKeySecret => credentials.AppKeySecret;

    /// <summary>Id of the account key.</summary>
    public string AccountKeyId => credentials.AccountKeyId;

    /// <summary>Secret of the account key.</summary>
    public string AccountKeySecret => credentials.AccountKeySecret;

    /// <summary>The clock of the server. <c>server.Clock.Advance(TimeSpan.FromDays(30))</c> moves it, and what is due then happens at once.</summary>
    /// <exception cref="InvalidOperationException">The server has the clock of its options, or that of PostgreSQL.</exception>
    public TestClock Clock => clock ?? throw new InvalidOperationException("This server has another clock: that of its options, or that of PostgreSQL.");

    /// <summary>The requests that the server has received, the oldest first; at most the last 1000. A request is in the list before its response arrives.</summary>
    public IReadOnlyList<RecordedRequest> Requests => log.ToList();

    /// <summary>The services of the server, for tests of the server itself.</summary>
    /// <exception cref="InvalidOperationException">The server did not start.</exception>
    internal IServiceProvider Services => Running.Services;

    private RunningServer Running => running ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options of the server. Optional.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="Exception">The server cannot start with these settings; the message says why.</exception>
    public static async Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var chosen = new ParhelionServerOptions();
        configure?.Invoke(chosen);
        var server = new ParhelionServer(chosen);
        try
        {
            await server.StartHostAsync(cancellationToken);
            server.credentials = await server.FindCredentialsAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server: it refuses connections. <see cref="RestartAsync"/> starts it again.</summary>
    public Task StopAsync() => Running.StopAsync();

    /// <summary>Stops the server if it runs, and starts it again at the same URL, with the same data, clock, requests and faults. If the settings name
    /// endpoints of Kestrel, it listens on those.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        await StopHostAsync();
        await StartHostAsync(cancellationToken);
    }

    /// <summary>Answers requests with an error instead of serving them.</summary>
    /// <param name="match">The requests, such as <see cref="RequestMatch.Uploads"/> or <c>"GET /apps/**"</c>.</param>
    /// <param name="status">The status of the response. Its body is an error of the API.</param>
    /// <param name="times">How many requests fail; the later ones are served. Default: all.</param>
    /// <param name="retryAfter">The <c>Retry-After</c> of the response, in whole seconds. Default: none.</param>
    /// <param name="afterBytes">How many bytes of the request body are read first.</param>
    public ServerFault Fail(RequestMatch match, int status = 503, int times = int.MaxValue, TimeSpan? retryAfter = null, long afterBytes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return Add(match, new FaultAction.Fail(status, retryAfter, afterBytes), times);
    }

    /// <summary>Lets requests wait, by the clock of the server: advancing it ends the delay.</summary>
    /// <param name="match">The requests.</param>
    /// <param name="delay">How long each waits.</param>
    /// <param name="times">How many requests wait. Default: all.</param>
    /// <param name="afterBytes">How many bytes of the body pass first: of the request if it has a body, otherwise of the response.</param>
    public ServerFault Delay(RequestMatch match, TimeSpan delay, int times = int.MaxValue, long afterBytes = 0) =>
        Add(match, new FaultAction.Wait(delay, afterBytes), times);

    /// <summary>Closes the connection after a number of bytes.</summary>
    /// <param name="bytes">How many bytes of the body pass: of the request if it has a body, otherwise of the response. With 0 the request does not reach
    /// the server.</param>
    /// <param name="match">The requests. Default: all.</param>
    /// <param name="times">How many requests are cut. Default: all.</param>
    public ServerFault CutAfter(long bytes, RequestMatch? match = null, int times = int.MaxValue) =>
        Add(match ?? RequestMatch.Any, new FaultAction.Cut(bytes), times);

    /// <summary>Ends all faults.</summary>
    public void ClearFaults() => faults.Clear();

    /// <summary>Empties <see cref="Requests"/>.</summary>
    public void ClearRequests() => log.Clear();

    /// <summary>Puts files and conversations into the app <see cref="AppId"/>.</summary>
    /// <param name="data">The files and conversations.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="InvalidOperationException">The server refused a file or a call; the message has its response.</exception>
    public async Task<SeedResult> SeedAsync(SeedData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var client = CreateClient();
        return await new Seeder(client, AppId).RunAsync(data, cancellationToken);
    }

    /// <summary>Creates another app with a key, so that tests that share a server do not see each other's data.</summary>
    /// <param name="displayName">Name of the app.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<TestApp> CreateAppAsync(string displayName = "Test", CancellationToken cancellationToken = default)
    {
        using var client = CreateAccountClient();
        return await client.CreateAppAsync(displayName, cancellationToken);
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
        client.DefaultRequestHeaders.Authorization = ApiCalls.Basic(keyId, secret);
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
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    public HttpClient CreateAnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    /// <summary>Stops the server and deletes its temporary directory. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;
        try
        {
            await StopHostAsync();
        }
        finally
        {
            port.Dispose();
            if (options.DataDirectory is null) Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private static bool IsPostgres(ParhelionServerOptions options) =>
        options.Settings.TryGetValue("Database:Provider", out var provider) && provider.Equals("Postgres", StringComparison.OrdinalIgnoreCase);

    private async Task StartHostAsync(CancellationToken cancellationToken)
    {
        var filter = new FaultFilter(faults, log, options.TimeProvider ?? TimeProvider.System);
        running = await RunningServer.StartAsync(ServerArguments.Of(port.Port, DataDirectory, options.Settings), options, filter, cancellationToken);
        Url = running.Url;
    }

    private async Task StopHostAsync()
    {
        if (Interlocked.Exchange(ref running, null) is { } last) await last.DisposeAsync();
    }

    private async Task<ServerCredentials> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        if (await ServerCredentials.ReadAsync(DataDirectory, cancellationToken) is { } created) return created;
        // The first start made no credentials, because the settings have an account key.
        if (!options.Settings.TryGetValue("Bootstrap:AccountKeyId", out var keyId) || !options.Settings.TryGetValue("Bootstrap:AccountKeySecret", out var secret))
        {
            throw new InvalidOperationException($"'{DataDirectory}' has no credentials.json; set Bootstrap:AccountKeyId and Bootstrap:AccountKeySecret.");
        }

        using var client = CreateClient(keyId, secret);
        var app = await client.CreateAppAsync("Quickstart", cancellationToken);
        return new ServerCredentials { AppId = app.Id, AppKeyId = app.KeyId, AppKeySecret = app.KeySecret, AccountKeyId = keyId, AccountKeySecret = secret };
    }

    private ServerFault Add(RequestMatch match, FaultAction action, int times)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return faults.Add(match, action, times);
    }

    private ParhelionClient CreateParhelionClient(string keyId, string secret, Action<ParhelionClientOptions>? configure)
    {
        var settings = new ParhelionClientOptions { Host = Url, Credentials = ParhelionCredentials.Basic(keyId, secret) };
        configure?.Invoke(settings);
        return new ParhelionClient(settings);
    }
}
