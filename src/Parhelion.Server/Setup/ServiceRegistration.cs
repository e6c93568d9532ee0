using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Events;
using Parhelion.Core.Installations;
using Parhelion.Core.OAuth;
using Parhelion.Core.Readiness;
using Parhelion.Core.Removing;
using Parhelion.Core.Renditions;
using Parhelion.Core.Scanning;
using Parhelion.Core.Serving;
using Parhelion.Core.Simulation;
using Parhelion.Core.Switchboards;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Core.Usage;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Rendering.Pool;
using Parhelion.Server.Access;
using Parhelion.Server.Access.OAuth;
using Parhelion.Server.Addressing;
using Parhelion.Server.Auditing;
using Parhelion.Server.Clocks;
using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;
using Parhelion.Server.Endpoints;
using Parhelion.Server.Logs;
using Parhelion.Server.Media;
using Parhelion.Server.Purging;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Readiness;
using Parhelion.Server.Rendering;
using Parhelion.Server.Scanning;
using Parhelion.Server.Storage;
using Parhelion.Server.Telemetry;
using Parhelion.Server.Uploads;
using Parhelion.Server.WebConsole;
using Parhelion.Server.Webhooks;
using Parhelion.Server.Wire;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Setup;

/// <summary>Reads the settings and registers all services of the server for dependency injection.</summary>
internal static class ServiceRegistration
{
    public static Settings AddParhelion(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = Settings.Read(configuration);
        services.AddSingleton(settings.Storage).AddSingleton(settings.Addresses).AddSingleton(settings.Uploads).AddSingleton(settings.ResumableUploads).AddSingleton(settings.UploadSpaceCheck).AddSingleton(settings.InterimResponses).AddSingleton(settings.Requests);
        services.AddSingleton(settings.Media).AddSingleton(settings.MediaCookie).AddSingleton(settings.Purge).AddSingleton(settings.Keys).AddSingleton(settings.OAuth).AddSingleton(settings.Webhooks).AddSingleton(settings.Deletion);
        if (settings.OAuth.Clients.Any(client => client.RemoveUrl is not null)) services.AddHostedService<OAuthRemovalCallbackWorker>();
        services.AddSingleton(settings.Logging).AddSingleton(settings.Images);
        services.AddClocks(settings.Storage);
        // With JSON, stdout has nothing but JSON.
        services.AddSingleton(new StartupBannerPrinter(settings.Logging.Format == LogFormat.Json ? Console.Error.WriteLine : Console.Out.WriteLine));
        services.AddSingleton(_ => new DataDirectory(settings.Storage.DataDirectory));
        // Before the workers, so that they do not run if the address of the metrics cannot be listened on.
        services.AddTelemetry(settings, configuration);
        services.AddStorage(settings.Storage, ConnectionLimitCalculator.OpenSegments(OpenFileLimit.Current())).AddTenancy(settings.Storage).AddAudit(settings.Audit).AddUploading().AddRenditions().AddRendering(settings.Rendering).AddScanning(settings.Antivirus).AddRemoving(settings).AddServing(settings).AddWebhooks().AddConnections(settings.Connections);
        services.AddSingleton(settings.TrustedProxies).AddSingleton<ProxyDetection>().AddSingleton<ServerExposure>().AddScoped<ForwardedOrigin>();
        services.AddSingleton(settings.RequestRateLimiter).AddSingleton<RateLimitMetrics>().AddSingleton<RequestRateLimiter>().AddSingleton<WrongCredentialsLimit>();
        if (settings.Console.Enabled) services.AddConsole(settings.Console, configuration);
        services.AddSingleton(settings.Console);
        services.AddSingleton<UnreadBodyDrain>().AddSingleton<ReadinessCheck>();
        if (settings.Storage.Blobs == BlobProvider.Disk) services.AddSingleton<IMemoryPoolFactory<byte>, NetworkBufferPool>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        return settings;
    }

    private static void AddConsole(this IServiceCollection services, ConsoleSettings settings, IConfiguration configuration)
    {
        services.AddSingleton(new EffectiveSettings((IConfigurationRoot)configuration, Settings.Explain)).AddSingleton<SlowRequestHistory>();
        services.AddSingleton<StorageCheckJob>().AddHostedService(all => all.GetRequiredService<StorageCheckJob>());
        services.AddSingleton<ConsoleSignInLinks>().AddSingleton<ConsoleSessions>().AddSingleton<ConsoleRenderer>().AddSingleton<ConsoleLayoutDataFactory>().AddSingleton<ConsoleFeed>().AddSingleton<ConsoleMediaUrls>();
        services.AddSingleton<WebhookJournal>().AddSingleton<WebhookTestReceiver>().AddSingleton<WebhookTestReceiverUrl>().AddSingleton<ConsoleUrls>();
        services.AddSingleton<MessageViewModelFactory>().AddSingleton<ConsoleUploadLinkIssuer>().AddSingleton<ConsoleFileLinkIssuer>();
        services.AddHostedService(all => all.GetRequiredService<ConsoleSessions>());
        if (settings.Urls.Count > 0) services.AddSingleton<ConsoleServer>().AddHostedService(all => all.GetRequiredService<ConsoleServer>());
    }

    private static void AddTelemetry(this IServiceCollection services, Settings settings, IConfiguration configuration)
    {
        services.AddSingleton<FlushMetrics>().AddSingleton<UploadMetrics>().AddSingleton<RemovalMetrics>().AddSingleton<AttachmentCacheMetrics>().AddSingleton<OrphanMetrics>();
        services.AddSingleton(settings.Metrics).AddSingleton<StateGauges>().AddSingleton<PrometheusScrapeHandler>();
        if (settings.Metrics.Urls.Count > 0) services.AddSingleton<MetricsServer>().AddHostedService(all => all.GetRequiredService<MetricsServer>());
        var otlp = OtlpSettings.Read(configuration);
        if (otlp.Metrics is not null || otlp.Traces is not null) services.AddSingleton(otlp).AddHostedService<OtlpExporter>();
    }

    // Nodes write and compare times for each other, so all of them use the clock of the database that they share.
    private static void AddClocks(this IServiceCollection services, StorageSettings storage)
    {
        if (storage.Database == DatabaseProvider.Sqlite) services.AddSingleton(TimeProvider.System);
        else services.AddSingleton(new RemoteClock(TimeProvider.System)).AddSingleton<TimeProvider>(all => all.GetRequiredService<RemoteClock>());
        if (storage.IsEmbedded) return;
        services.AddSingleton<ClockSkewMonitor>().AddSingleton<IReadinessEntryProvider>(all => all.GetRequiredService<ClockSkewMonitor>()).AddHostedService<ClockSkewWorker>();
    }

    private static IServiceCollection AddConnections(this IServiceCollection services, ClientConnectionSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(all => new ConnectionLimiter(settings.Max, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<ConnectionLimiter>>()));
        services.AddSingleton<IConnectionListenerFactory>(all => ActivatorUtilities.CreateInstance<LimitedListenerFactory>(
            all, ActivatorUtilities.CreateInstance<SocketTransportFactory>(all)));
        // Network timeouts use real time: a test that moves the clock must not cut its own transfers.
        services.AddSingleton(all => new RequestBodyIdleTimeout(settings.BodyIdle, all.GetRequiredService<IHostApplicationLifetime>(), TimeProvider.System));
        services.AddHostedService(all => new StalledConnectionWorker(all.GetRequiredService<ConnectionLimiter>(), settings.ReaderIdle, TimeProvider.System));
        services.Configure<HostOptions>(options => options.ShutdownTimeout = GracefulShutdown.Longest(settings));
        return services.AddHostedService<GracefulShutdown>();
    }

    private static IServiceCollection AddTenancy(this IServiceCollection services, StorageSettings settings)
    {
        services.AddSingleton(all => new SecretEncryption(settings.MasterKey ?? all.GetRequiredService<DataDirectory>().MasterKey()));
        services.AddSingleton(MakeKeys).AddSingleton<AccountKeyService>().AddSingleton<AppService>().AddSingleton<CredentialBootstrapper>();
        services.AddSingleton<UserService>().AddSingleton<ConversationService>().AddSingleton<ParticipantService>().AddSingleton<MessageService>();
        services.AddSingleton<ClientService>().AddSingleton<ConversionEventService>();
        services.AddSingleton<BasicCredentialsVerifier>().AddSingleton<JwtVerifier>().AddSingleton<Authenticator>().AddSingleton<OperatorAccessCheck>();
        services.AddSingleton<OAuthService>().AddSingleton<ConsentFormTokens>();
        return services.AddSingleton<HmacSignatures>().AddSingleton<MediaTokens>().AddSingleton<SignedMediaLinks>().AddSingleton<UploadLinks>().AddSingleton<UploadLinkBodyReader>().AddSingleton<MediaAccessCheck>();
    }

    // The command 'keys' deletes keys while a server runs, so cached keys expire after five seconds with every database.
    private static ApiKeyService MakeKeys(IServiceProvider all)
    {
        var (database, clock) = (all.GetRequiredService<Database>(), all.GetRequiredService<TimeProvider>());
        var life = database.IsShared ? all.GetRequiredService<StorageSettings>().CacheTime : TimeSpan.FromSeconds(5);
        return new ApiKeyService(database, all.GetRequiredService<SecretEncryption>(), all.GetRequiredService<InvalidationChannel>(), new CachedRowLifetime(life, clock), clock);
    }

    private static IServiceCollection AddAudit(this IServiceCollection services, AuditSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<AuditActorFactory>().AddSingleton<AuditReader>().AddSingleton<PrivateReadAuditBuffer>().AddSingleton<PrivateReadAudit>();
        services.AddSingleton(all => new AuditExpiry(all.GetRequiredService<Database>(), all.GetRequiredService<AuditActorFactory>().Server, all.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<PrivateReadAuditWorker>();
    }

    private static IServiceCollection AddUploading(this IServiceCollection services)
    {
        services.AddSingleton(all => new AllowedFileTypes(all.GetRequiredService<UploadOptions>().Extensions));
        services.AddSingleton<UploadResponseWriter>().AddSingleton<FormUploadHandler>().AddSingleton<TusRequestHandler>().AddSingleton<IetfUploadRequestHandler>().AddSingleton<UploadProtocolSelector>();
        services.AddSingleton<ResumableUploadHandler>().AddSingleton<AppUploadRules>().AddSingleton<UploadSpaceCheck>();
        services.AddSingleton<ResumableRequestRegistry>().AddSingleton<ResumableUploadService>().AddSingleton<ResumableUploadSweep>().AddHostedService<ResumableUploadWorker>();
        services.AddSingleton(all => new UploadMetadataRemover(all.GetRequiredService<DataDirectory>().StagingFolder));
        return services.AddSingleton<FileValidator>().AddSingleton<AttachmentInsertion>().AddSingleton<InFlightUploadRegistry>().AddSingleton<UploadService>();
    }

    private static IServiceCollection AddRenditions(this IServiceCollection services)
    {
        services.AddSingleton<RenditionRules>().AddSingleton<RenditionMetrics>().AddSingleton<RenditionService>().AddSingleton<MediaRenditionResolver>();
        return services.AddSingleton<IReadinessEntryProvider>(all => all.GetRequiredService<RenditionService>()).AddHostedService<RenditionWorker>();
    }

    private static IServiceCollection AddScanning(this IServiceCollection services, AntivirusSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(new RefusedHashes(settings.RefusedHashes)).AddSingleton<ScanMetrics>().AddSingleton<UploadMalwareScanStarter>().AddSingleton<UploadRefusalRecorder>();
        if (settings.Scanner is { } options) services.AddSingleton(_ => new MalwareScanner(options));
        return services.AddHostedService<ScanLogger>();
    }

    private static IServiceCollection AddRendering(this IServiceCollection services, RenderWorkerSettings settings)
    {
        services.AddSingleton(settings);
        if (settings.Renderer is not { } options) return services;
        services.AddSingleton(_ => new WorkerPool(options)).AddSingleton<IRenderer>(all => all.GetRequiredService<WorkerPool>());
        return services.AddSingleton<IReadinessEntryProvider, RendererReadinessEntryProvider>().AddHostedService<RendererSandboxCheck>();
    }

    private static IServiceCollection AddRemoving(this IServiceCollection services, Settings settings)
    {
        if (settings.Purge.Targets.Count > 0) services.AddSingleton<PurgeMetrics>().AddSingleton<ICachePurger, CachePurger>().AddSingleton<RepeatPurgeQueue>().AddHostedService<RepeatPurgeWorker>();
        else services.AddSingleton<ICachePurger, NoCachePurger>();
        services.AddSingleton(MakeRemoval).AddSingleton<ReceiptTimestampWriter>().AddSingleton<RemovalProcessor>().AddSingleton<ReceiptReader>().AddSingleton<RetentionService>();
        services.AddSingleton(settings.Deletion.Orphans).AddSingleton<OrphanScan>().AddSingleton<StorageWarningRegistry>().AddSingleton<SqliteDamageCheck>();
        foreach (var part in (string[])[StorageWarningRegistry.Installation, StorageWarningRegistry.OrphanScan, StorageWarningRegistry.DatabasePages])
        {
            services.AddSingleton<IReadinessEntryProvider>(all => new StorageWarningRegistry.Detail(all.GetRequiredService<StorageWarningRegistry>(), part));
        }

        if (settings.Storage.Database == DatabaseProvider.Sqlite) services.AddHostedService<DiskReserveFileWorker>();
        // It starts first and stops last, so that its last update covers all that the others have written.
        services.AddSingleton<InstallationIdentityWriter>().AddHostedService<DatabaseWatermarkWorker>();
        services.AddSingleton<CacheInvalidator>().AddHostedService<NodeInvalidationWorker>();
        services.AddHostedService<ReceiptTimestampWorker>().AddHostedService<BlobPermissionRepairWorker>().AddHostedService<ErasureWorker>().AddHostedService<RetentionWorker>();
        return services.AddHostedService<CleanupWorker>().AddHostedService<SqlitePageCheckWorker>();
    }

    private static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton(all => new WebhookOutbox(
            all.GetRequiredService<Database>(), all.GetRequiredService<WebhookSettings>().QueueBytes,
            row => AttachmentListEndpoints.Details(row, all.GetRequiredService<RenditionRules>(), all.GetRequiredService<PublicBaseUrls>().MediaUrls()), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EventRecorder>().AddSingleton<UserRemovedEventRecorder>().AddSingleton<IntegrationService>().AddSingleton<WebhookService>();
        services.AddSingleton<SwitchboardService>().AddSingleton<SwitchboardIntegrationService>().AddSingleton<SwitchboardControlService>();
        services.AddSingleton<PrivateAddressPolicy>().AddSingleton<WebhookMetrics>().AddSingleton<WebhookSender>().AddSingleton<WebhookMapper>().AddSingleton<IntegrationMapper>();
        services.AddSingleton<IntegrationBodyReader>().AddSingleton<ChannelSimulatorService>();
        return services.AddHostedService<WebhookWorker>();
    }

    private static IServiceCollection AddServing(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<AttachmentListService>().AddSingleton<UsageReader>().AddSingleton<UsageChangeAggregation>().AddHostedService<UsageWorker>();
        services.AddSingleton<PublicBaseUrls>().AddScoped(all => all.GetRequiredService<PublicBaseUrls>().MediaUrls(all.GetRequiredService<ForwardedOrigin>().Url));
        services.AddSingleton<HotFileCache>().AddSingleton<MediaRequestTargetParser>().AddSingleton<ClientAddressResolver>().AddSingleton<SafeMediaPolicy>().AddSingleton<PrivateMediaAuthorization>().AddSingleton<AccelRedirect>();
        services.AddSingleton<PublicReadNotifier>().AddSingleton<MediaDeliveryMetrics>().AddSingleton<MissingBlobHandler>().AddSingleton<IReadinessEntryProvider>(all => all.GetRequiredService<MissingBlobHandler>());
        services.AddSingleton<MediaCookie>().AddSingleton<CredentialedCorsPolicy>();
        if (settings.Media.Delivery == MediaDeliveryMode.Redirect) services.AddSingleton<MediaRedirect>();
        return services.AddSingleton(all => new AttachmentCache<MediaFileInfo>(
            all.GetRequiredService<Database>(),
            row => new MediaFileInfo(row, all.GetRequiredService<SafeMediaPolicy>()),
            settings.Media.CatalogEntries,
            all.GetRequiredService<CachedRowLifetime>(),
            all.GetRequiredService<AttachmentCacheMetrics>()));
    }

    // Removed attachments must leave every cache.
    private static DeletionService MakeRemoval(IServiceProvider all)
    {
        var memory = all.GetRequiredService<CacheInvalidator>();
        var removal = new DeletionService(
            all.GetRequiredService<Database>(), all.GetRequiredService<DeletionSettings>().StepRows,
            all.GetRequiredService<EventRecorder>(), all.GetRequiredService<ICachePurger>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<RemovalMetrics>());
        removal.AttachmentsRemoved += memory.Forget;
        removal.ManyRemoved += memory.ForgetAll;
        removal.AppRemoved += memory.ForgetApp;
        return removal;
    }
}
