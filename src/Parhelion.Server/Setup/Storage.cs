using System.Runtime.CompilerServices;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Postgres;
using Parhelion.S3;
using Parhelion.Server.Setup.Faults;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Setup;

/// <summary>Opens what the settings name. The only place that knows which engines there are; no other is loaded than the one that is asked for.</summary>
internal static class Storage
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddStorage(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(all => new DiskReserve(all.GetRequiredService<DataDirectory>().Root));
        services.AddSingleton(all => OpenDatabase(
            settings.Storage, settings, all.GetRequiredService<DataDirectory>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<DiskReserve>()));
        if (settings.Storage.Database == DatabaseProvider.Sqlite) services.AddHostedService<Workers.ReserveWorker>();
        services.AddSingleton(all => OpenBlobs(settings.Storage, settings, all.GetRequiredService<DataDirectory>()));
        services.AddSingleton(_ => OpenBulletin(settings.Storage));
        return services.AddSingleton(all => new Freshness(
            all.GetRequiredService<Database>().IsShared ? settings.RowsMemory : null, all.GetRequiredService<TimeProvider>()));
    }

    public static Database OpenDatabase(StorageSettings storage, Settings settings, DataDirectory directory, TimeProvider clock, DiskReserve? reserve = null) => StartFaults.Open<Database>(settings, () => storage.Database switch
    {
        DatabaseProvider.Postgres => OpenPostgres(storage, settings, clock),
        _ => new SqliteDatabase(directory.DatabaseFile, settings.Durability, clock, reserve),
    });

    public static IBlobStore OpenBlobs(StorageSettings storage, Settings settings, DataDirectory directory) => StartFaults.Open<IBlobStore>(settings, () => storage.Blobs switch
    {
        BlobProvider.S3 => OpenS3(storage.S3!, directory),
        _ => new DiskBlobStore(directory.Root, settings.Durability),
    });

    /// <summary>Checks at the start that bytes can be stored, for 30 seconds at most. A full disk is no reason not to start: deletions make it less full.</summary>
    /// <exception cref="SettingsException">The store cannot be reached, does not answer in time, or refuses what is written.</exception>
    public static async Task CheckBlobsAsync(IBlobStore blobs, Settings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => blobs.CheckAsync(cancellationToken), cancellationToken).WaitAsync(CheckLimit, clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new SettingsException(BlobFaults.SentenceOf(settings, new IOException($"it does not answer within {CheckLimit.TotalSeconds} seconds", e)), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!StorageFaults.IsDiskFull(e)) throw new SettingsException(BlobFaults.SentenceOf(settings, e), e);
        }
    }

    /// <summary>For verbs that read what a server keeps, and must not make a new database by opening it.</summary>
    /// <exception cref="SettingsException">There is no database.</exception>
    public static void RequireDatabase(Settings settings)
    {
        if (settings.Storage.Database != DatabaseProvider.Sqlite || File.Exists(DataDirectory.DatabaseFileOf(settings.DataDirectory))) return;
        throw new SettingsException([$"Parhelion:DataDirectory is '{settings.DataDirectory}', which holds no database; give the folder of a server."]);
    }

    public static Bulletin OpenBulletin(StorageSettings storage) => storage.Database == DatabaseProvider.Postgres ? OpenPostgresBulletin(storage) : new NoBulletin();

    // Each in a method of its own: what a method names is loaded when it is called.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresDatabase OpenPostgres(StorageSettings storage, Settings settings, TimeProvider clock) =>
        new(storage.ConnectionString!, settings.Durability, clock);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresBulletin OpenPostgresBulletin(StorageSettings storage) => new(storage.ConnectionString!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3BlobStore OpenS3(S3Options options, DataDirectory directory) => new(options, directory.Root);
}
