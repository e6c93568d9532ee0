using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Scanning;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;
using Parhelion.Server.Endpoints;
using Parhelion.Server.Logs;
using Parhelion.Server.Media;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Rendering;
using Parhelion.Server.Scanning;
using Parhelion.Server.Storage;
using Parhelion.Server.Telemetry;
using Parhelion.Server.Uploads;
using Parhelion.Server.WebConsole;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Setup;

/// <summary>Builds the web application of the server. The class reads the settings, opens the database and the blob store, and sets up the routes and
/// workers.</summary>
public static class ParhelionHost
{
    // Settings are read once. A host that reloads them watches every directory below the working directory, including those of the blobs. That cost a
    // third of the upload rate.
    private const string ReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    // How many bytes a connection receives ahead of their reader: as many as the disk store writes at a time. With the default of Kestrel, 1 MiB, the bytes of some
    // uploads at the same time do not fit into the caches of the processor, and an upload of 1 MB takes up to twice the processor time.
    private const int ReceivedBytes = DiskBlobStore.SmallBytes;

    /// <summary>Builds a server that is ready to start. Migrates the database and creates the first credentials.</summary>
    /// <param name="args">Command line: settings as <c>--Parhelion:Name=value</c>, addresses as <c>--urls</c>.</param>
    /// <param name="configure">Called after all services are registered, so that tests can replace some of them, such as the clock or the store.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="OperatorErrorException">The server cannot start with this configuration.</exception>
    public static Task<WebApplication> BuildAsync(
        string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default) =>
        BuildAsync(args, new ProcessOwnership(OwnsProcess: false, ReadsEnvironment: true), configure, cancellationToken);

    /// <summary>Builds a server that shares its process as <paramref name="process"/> says.</summary>
    internal static async Task<WebApplication> BuildAsync(
        string[] args, ProcessOwnership process, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        var builder = HostBuilderFactory.MakeBuilder([ReadOnce, .. args]);
        if (!process.ReadsEnvironment) EmbeddedServer.LeaveEnvironment(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = ThreadPoolDispatch.IsNetworkInline;
            sockets.MaxReadBufferSize = ReceivedBytes;
        });
        if (ListenAddresses.Read(builder.Configuration).Count == 0) builder.WebHost.UseUrls(ListenAddresses.Default);
        IHostApplicationLifetime? lifetime = null;
        if (process.OwnsProcess) builder.LeaveStartFaultsToTheProgram(() => lifetime?.ApplicationStarted.IsCancellationRequested == true);
        else builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        HostBuilderFactory.Check(builder.Configuration);
        var settings = builder.Services.AddParhelion(builder.Configuration);
        builder.AddConsoleLog(settings.Logging.Format);
        if (process.OwnsProcess && settings.Rendering.Renderer is not null) builder.Services.AddHostedService<RendererAbilityLogger>();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, settings.Connections));
        // Clients of remote databases and stores may block, so network threads must not run their continuations.
        if (process.OwnsProcess && settings.Storage.IsEmbedded) ThreadPoolDispatch.RunNetworkInline();
        if (settings.Storage.Blobs == BlobProvider.Disk && settings.Media.Delivery == MediaDeliveryMode.Stream) SocketPipeWriter.Use(builder.WebHost);
        configure?.Invoke(builder);

        var app = builder.Build();
        lifetime = app.Lifetime;
        // Only after it listens: the Unix socket keeps the rights of the operator's umask, so that a proxy of another user can open it.
        if (process.OwnsProcess) lifetime.ApplicationStarted.Register(() => FilePermissionRestrictor.RestrictNew(groupMayRead: settings.Media.Delivery == MediaDeliveryMode.Accel));
        try
        {
            app.UseParhelion();
            await PrepareAsync(app, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var settings = app.Services.GetRequiredService<StorageSettings>();
        ServerStarter.Check(app);
        RefusedHashesFile.Load(app.Services.GetRequiredService<RefusedHashes>(), app.Services.GetRequiredService<AntivirusSettings>());
        app.Services.GetRequiredService<DataDirectory>().Lock();
        return StorageErrorExplainer.OpenAsync(settings, () => OpenAsync(app, settings, cancellationToken));
    }

    private static async Task OpenAsync(WebApplication app, StorageSettings settings, CancellationToken cancellationToken)
    {
        var (all, groupMayRead) = (app.Services, app.Services.GetRequiredService<MediaSettings>().Delivery == MediaDeliveryMode.Accel);
        await CheckAsync(all, settings, cancellationToken);
        var directory = all.GetRequiredService<DataDirectory>();
        directory.Restrict(groupMayRead);
        var database = all.GetRequiredService<Database>();
        if (all.GetService<RemoteClock>() is { } clock) await database.CompareAsync(clock, cancellationToken);
        await database.MigrateAsync(cancellationToken);
        await InstallationStartCheck.EnsureAsync(all, cancellationToken);
        var created = await all.GetRequiredService<CredentialBootstrapper>().RunAsync(cancellationToken);
        directory.Restrict(groupMayRead);
        app.Lifetime.ApplicationStarted.Register(() => WriteBanner(all, created));
    }

    // All checks come before the first write (schema, id, mark, keys), so that a refused start changes nothing.
    private static async Task CheckAsync(IServiceProvider all, StorageSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Database == DatabaseProvider.Sqlite) all.GetRequiredService<DiskReserveFile>().MakeRoomToOpen();
        await InstallationStartCheck.CheckAsync(all, cancellationToken);
        // The last check, because it writes and erases a few bytes.
        await StorageFactory.CheckBlobsAsync(all.GetRequiredService<IBlobStore>(), settings, all.GetRequiredService<TimeProvider>(), cancellationToken);
    }

    private static void WriteBanner(IServiceProvider all, InitialCredentials? created)
    {
        var serverAddresses = all.GetRequiredService<PublicBaseUrls>();
        if (serverAddresses.IsMediaGuessed) all.GetRequiredService<ILogger<PublicBaseUrls>>().PublicUrlGuessed(serverAddresses.Media.GetLeftPart(UriPartial.Authority));
        all.GetRequiredService<StartupBannerPrinter>().Write(all, created);
    }

    private static void UseParhelion(this WebApplication app)
    {
        app.UseMiddleware<RequestTracing>();
        if (app.Services.GetRequiredService<LogSettings>().Requests) app.UseMiddleware<RequestLogMiddleware>();
        if (app.Services.GetRequiredService<RateLimitSettings>().LimitsMedia) app.UseMiddleware<MediaRateLimitMiddleware>();
        if (app.Services.GetService<RepeatPurgeQueue>() is not null) app.UseMiddleware<RepeatPurgeMiddleware>();
        app.UseMiddleware<HotMediaMiddleware>();
        app.UseRequestIds();
        app.UseMiddleware<UploadCorsMiddleware>();
        app.UseMiddleware<TusHeaderMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<Http2ConcurrencyLimitMiddleware>();
        app.UseMiddleware<NonBlockingMediaMiddleware>();
        app.UseMiddleware<MediaMiddleware>();
        app.UseMiddleware<ForwardedMiddleware>();
        app.UseLiteralDots();
        app.UsePathBase("/sc");
        app.UseMiddleware<OpenApiMiddleware>();
        app.UseRouting();
        if (app.Services.GetService<SlowRequestHistory>() is not null) app.UseMiddleware<SlowRequestMiddleware>();
        app.UseMiddleware<Access.AccessMiddleware>();
        app.MapApi();
        app.MapOperations();
        if (app.Services.GetRequiredService<ConsoleSettings>() is { Enabled: true, Urls.Count: 0 }) app.MapConsole();
    }

    private static void Limit(KestrelServerOptions kestrel, ClientConnectionSettings connections)
    {
        kestrel.AddServerHeader = false;
        // Bodies are bounded where they are read, because a refusal must still be readable by its client.
        kestrel.Limits.MaxRequestBodySize = null;
        // For HTTP/2 and TLS. Kestrel demands at least as much as for the headers.
        kestrel.Limits.MaxRequestBufferSize = RequestHeadLimits.HardHeaderBytes;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Min(100, ConnectionLimitCalculator.Http2Requests(connections.Max));
        kestrel.Limits.MaxRequestLineSize = RequestHeadLimits.HardTargetLength;
        kestrel.Limits.MaxRequestHeadersTotalSize = RequestHeadLimits.HardHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = RequestHeadLimits.HardHeaderCount;
    }
}
