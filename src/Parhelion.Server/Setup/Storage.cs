using System.Runtime.CompilerServices;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.S3;

namespace Parhelion.Server.Setup;

/// <summary>Opens what the settings name. The only place that knows which engines there are; no other is loaded than the one that is asked for.</summary>
internal static class Storage
{
    public static IServiceCollection AddStorage(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(all => OpenDatabase(settings.Storage, settings, all.GetRequiredService<DataDirectory>(), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton(all => OpenBlobs(settings.Storage, settings, all.GetRequiredService<DataDirectory>()));
        services.AddSingleton<Bulletin, NoBulletin>();
        return services.AddSingleton(all => new Freshness(
            all.GetRequiredService<Database>().IsShared ? settings.RowsMemory : null, all.GetRequiredService<TimeProvider>()));
    }

    public static Database OpenDatabase(StorageSettings storage, Settings settings, DataDirectory directory, TimeProvider clock) => storage.Database switch
    {
        _ => new SqliteDatabase(directory.DatabaseFile, settings.Durability, clock),
    };

    public static IBlobStore OpenBlobs(StorageSettings storage, Settings settings, DataDirectory directory) => storage.Blobs switch
    {
        BlobProvider.S3 => OpenS3(storage.S3!, directory),
        _ => new DiskBlobStore(directory.Root, settings.Durability),
    };

    /// <summary>For verbs that read what a server keeps, and must not make a new database by opening it.</summary>
    /// <exception cref="SettingsException">There is no database.</exception>
    public static void RequireDatabase(Settings settings)
    {
        if (settings.Storage.Database != DatabaseProvider.Sqlite || File.Exists(DataDirectory.DatabaseFileOf(settings.DataDirectory))) return;
        throw new SettingsException([$"Parhelion:DataDirectory is '{settings.DataDirectory}', which holds no database; give the folder of a server."]);
    }

    // A method of its own: what it names is loaded when it is called.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3BlobStore OpenS3(S3Options options, DataDirectory directory) => new(options, directory.Root);
}
