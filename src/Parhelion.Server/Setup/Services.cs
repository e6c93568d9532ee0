using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Moving;
using Parhelion.Core.Readiness;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Clocks;
using Parhelion.Server.Connections;
using Parhelion.Server.Endpoints;
using Parhelion.Server.Media;
using Parhelion.Server.Proxies;
using Parhelion.Server.Purging;
using Parhelion.Server.Readiness;
using Parhelion.Server.Upkeep;
using Parhelion.Server.Webhooks;
using Parhelion.Server.Wire;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Setup;

/// <summary>Who is made of what.</summary>
internal static class Services
{
    public static Settings AddParhelion(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = SettingsLoader.Load(configuration);
        services.AddSingleton(settings).AddSingleton(settings.Uploads).AddSingleton(settings.Media).AddSingleton(settings.Purge);
        services.AddClocks(settings.Storage);
        services.AddSingleton(new GreetingSink(Console.Out.WriteLine));
        services.AddSingleton(_ => new DataDirectory(settings.DataDirectory));
        services.AddStorage(settings).AddTenancy(settings).AddUploading().AddRemoving(settings).AddServing(settings).AddWebhooks().AddConnections(settings.Connections);
        services.AddSingleton(settings.TrustedProxies).AddSingleton<ProxyEvidence>().AddScoped<RequestOrigin>();
        services.AddSingleton<UnreadBody>().AddSingleton<ReadinessCheck>();
        if (settings.Storage.Blobs == BlobProvider.Disk) services.AddSingleton<IMemoryPoolFactory<byte>, NetworkMemory>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        return settings;
    }

    // What nodes write for each other has the time of the database that they share.
    private static void AddClocks(this IServiceCollection services, StorageSettings storage)
    {
        if (storage.Database == DatabaseProvider.Sqlite) services.AddSingleton(TimeProvider.System);
        else services.AddSingleton(new RemoteClock(TimeProvider.System)).AddSingleton<TimeProvider>(all => all.GetRequiredService<RemoteClock>());
        if (storage.IsEmbedded) return;
        services.AddSingleton<ClockSkews>().AddSingleton<IReadinessDetail>(all => all.GetRequiredService<ClockSkews>()).AddHostedService<ClockWorker>();
    }

    private static IServiceCollection AddConnections(this IServiceCollection services, ConnectionSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(all => new OpenConnections(settings.Most, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<OpenConnections>>()));
        services.AddSingleton<IConnectionListenerFactory>(all => ActivatorUtilities.CreateInstance<LimitedListenerFactory>(
            all, ActivatorUtilities.CreateInstance<SocketTransportFactory>(all)));
        // The network keeps real time: a test that moves the clock must not cut its own transfers.
        services.AddSingleton(all => new BodyTimeout(settings.BodyIdle, all.GetRequiredService<IHostApplicationLifetime>(), TimeProvider.System));
        services.AddHostedService(all => new StalledReaders(all.GetRequiredService<OpenConnections>(), settings.ReaderIdle, TimeProvider.System));
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Drain.Longest(settings));
        return services.AddHostedService<Drain>();
    }

    private static IServiceCollection AddTenancy(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(all => new SecretBox(settings.MasterKey ?? all.GetRequiredService<DataDirectory>().MasterKey()));
        services.AddSingleton(MakeKeys).AddSingleton<AccountKeys>().AddSingleton<Apps>().AddSingleton<FirstRun>();
        services.AddSingleton<Users>().AddSingleton<ConversationDirectory>().AddSingleton<Participants>().AddSingleton<Messages>();
        services.AddSingleton<BasicCredentials>().AddSingleton<BearerCredentials>().AddSingleton<Authenticator>();
        return services.AddSingleton<Signatures>().AddSingleton<MediaTokens>().AddSingleton<MediaLinks>().AddSingleton<MediaAccess>();
    }

    // The verb 'keys' deletes keys beside a running server, so what is remembered of a key has a short life with every database.
    private static Keys MakeKeys(IServiceProvider all)
    {
        var (database, clock) = (all.GetRequiredService<Database>(), all.GetRequiredService<TimeProvider>());
        var life = database.IsShared ? all.GetRequiredService<Settings>().RowsMemory : TimeSpan.FromSeconds(5);
        return new Keys(database, all.GetRequiredService<SecretBox>(), all.GetRequiredService<Bulletin>(), new Freshness(life, clock), clock);
    }

    private static IServiceCollection AddUploading(this IServiceCollection services)
    {
        services.AddSingleton(all => new FileTypes(all.GetRequiredService<UploadOptions>().Extensions));
        return services.AddSingleton<FileRules>().AddSingleton<InFlight>().AddSingleton<Upload>();
    }

    private static IServiceCollection AddRemoving(this IServiceCollection services, Settings settings)
    {
        if (settings.Purge.Targets.Count > 0) services.AddSingleton<ICaches, Caches>();
        else services.AddSingleton<ICaches, NoCaches>();
        services.AddSingleton(MakeRemoval).AddSingleton<Stamping>().AddSingleton<Sweep>().AddSingleton<Receipts>().AddSingleton<Retention>();
        services.AddSingleton(settings.Deletion.Orphans).AddSingleton<OrphanScan>().AddSingleton<StoreWarnings>().AddSingleton<DatabaseDamage>();
        foreach (var part in (string[])[StoreWarnings.Installation, StoreWarnings.OrphanScan, StoreWarnings.DatabasePages])
        {
            services.AddSingleton<IReadinessDetail>(all => new StoreWarnings.Detail(all.GetRequiredService<StoreWarnings>(), part));
        }

        // Started first and stopped last: its last act covers whatever the others have written.
        services.AddSingleton<Watermark>().AddHostedService<WatermarkWorker>();
        services.AddSingleton<NodeMemory>().AddHostedService<BulletinWorker>();
        services.AddHostedService<StampWorker>().AddHostedService<FileModeWorker>().AddHostedService<SweepWorker>().AddHostedService<RetentionWorker>();
        return services.AddHostedService<OrphanWorker>().AddHostedService<PageCheckWorker>();
    }

    private static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton(all => ActivatorUtilities.CreateInstance<Outbox>(all, all.GetRequiredService<Settings>().WebhookQueueBytes));
        services.AddSingleton<Events>().AddSingleton<Farewells>().AddSingleton<Integrations>().AddSingleton<WebhookList>();
        services.AddSingleton<WebhookPolicy>().AddSingleton<WebhookSender>().AddSingleton<WebhookFields>().AddSingleton<IntegrationFields>();
        return services.AddHostedService<WebhookWorker>();
    }

    private static IServiceCollection AddServing(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Addresses>().AddScoped(all => all.GetRequiredService<Addresses>().MediaUrls(all.GetRequiredService<RequestOrigin>().Url));
        services.AddSingleton<HotFiles>().AddSingleton<MediaTargets>().AddSingleton<MediaReaders>().AddSingleton<MediaPolicy>().AddSingleton<MediaGate>().AddSingleton<Accel>();
        services.AddSingleton<MissingFiles>().AddSingleton<IReadinessDetail>(all => all.GetRequiredService<MissingFiles>());
        services.AddSingleton<MediaCookie>().AddSingleton<CrossOrigin>();
        if (settings.Media.Delivery == MediaDelivery.Redirect) services.AddSingleton<MediaRedirect>();
        return services.AddSingleton(all => new MediaCatalog<MediaEntry>(
            all.GetRequiredService<Database>(),
            row => new MediaEntry(row, all.GetRequiredService<MediaPolicy>()),
            settings.Media.CatalogEntries,
            all.GetRequiredService<Freshness>()));
    }

    // What has left the living is forgotten wherever it is remembered.
    private static Removal MakeRemoval(IServiceProvider all)
    {
        var memory = all.GetRequiredService<NodeMemory>();
        var removal = new Removal(
            all.GetRequiredService<Database>(), all.GetRequiredService<Settings>().Deletion.StepRows,
            all.GetRequiredService<Events>(), all.GetRequiredService<ICaches>(), all.GetRequiredService<TimeProvider>());
        removal.AttachmentsRemoved += memory.Forget;
        removal.ManyRemoved += memory.ForgetAll;
        removal.AppRemoved += memory.ForgetApp;
        return removal;
    }
}
