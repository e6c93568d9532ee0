using System.Runtime.CompilerServices;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Telemetry;
using Parhelion.Postgres;
using Parhelion.S3;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Opens the database (SQLite or PostgreSQL) and the blob store (disk or S3) that the settings name. The process loads only the assemblies of the
/// chosen database and blob store.</summary>
internal static class StorageFactory
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="openSegments">How many files with small blobs may be kept open.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageSettings settings, int openSegments)
    {
        services.AddSingleton(all => new DiskReserveFile(all.GetRequiredService<DataDirectory>().Root));
        services.AddSingleton(all => OpenDatabase(
            settings, all.GetRequiredService<DataDirectory>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<DiskReserveFile>(),
            all.GetRequiredService<FlushMetrics>()));
        services.AddSingleton(all => OpenBlobs(settings, all.GetRequiredService<DataDirectory>(), all.GetRequiredService<FlushMetrics>(), openSegments));
        services.AddSingleton(_ => OpenInvalidationChannel(settings));
        return services.AddSingleton(all => new CachedRowLifetime(
            all.GetRequiredService<Database>().IsShared ? settings.CacheTime : null, all.GetRequiredService<TimeProvider>()));
    }

    public static Database OpenDatabase(
        StorageSettings settings, DataDirectory directory, TimeProvider clock, DiskReserveFile? reserve = null, FlushMetrics? metrics = null) => StorageErrorExplainer.Open<Database>(settings, () => settings.Database switch
    {
        DatabaseProvider.Postgres => OpenPostgres(settings, clock),
        _ => new SqliteDatabase(directory.DatabaseFile, settings.Durability, clock, reserve, metrics),
    });

    public static IBlobStore OpenBlobs(
        StorageSettings settings, DataDirectory directory, FlushMetrics? metrics = null, int openSegments = DiskBlobStore.DefaultOpenSegments) => StorageErrorExplainer.Open<IBlobStore>(settings, () => settings.Blobs switch
    {
        BlobProvider.S3 => OpenS3(settings.S3!, directory),
        _ => new DiskBlobStore(directory.Root, settings.Durability, metrics, settings.Segments, openSegments),
    });

    /// <summary>Reads the identity file of the store, to find out within 30 seconds whether the store can be reached. Writes nothing.</summary>
    /// <exception cref="OperatorErrorException">The store cannot be reached, or does not answer in time.</exception>
    public static Task CheckBlobStoreAsync(IBlobStore blobs, StorageSettings settings, TimeProvider clock, CancellationToken cancellationToken) =>
        LimitAsync(() => TryReadMarkAsync(blobs, cancellationToken), settings, clock, cancellationToken);

    /// <summary>Checks at the start, for at most 30 seconds, that the store takes bytes. A full disk does not stop the start, because deletions free space.</summary>
    /// <exception cref="OperatorErrorException">The store cannot be reached, does not answer in time, or refuses what is written.</exception>
    public static async Task CheckBlobsAsync(IBlobStore blobs, StorageSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await LimitAsync(() => blobs.CheckAsync(cancellationToken), settings, clock, cancellationToken);
        }
        catch (OperatorErrorException e) when (e.InnerException is { } fault && ResourceExhaustion.IsDiskFull(fault))
        {
            // See the summary.
        }
    }

    private static async Task LimitAsync(Func<Task> ask, StorageSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            // On another thread, because a disk that hangs would block this one.
            await Task.Run(ask, cancellationToken).WaitAsync(CheckLimit, clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new OperatorErrorException(BlobErrorExplainer.SentenceOf(settings, new IOException($"it does not answer within {CheckLimit.TotalSeconds} seconds", e)), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorErrorException(BlobErrorExplainer.SentenceOf(settings, e), e);
        }
    }

    private static async Task TryReadMarkAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.IdentityFile.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            // The store answers. InstallationStartCheck reports a mark that cannot be read.
        }
    }

    /// <summary>Requires that the SQLite file exists. Opening it would create a new one.</summary>
    /// <exception cref="OperatorErrorException">There is no database.</exception>
    public static void RequireDatabase(StorageSettings settings)
    {
        if (settings.Database != DatabaseProvider.Sqlite || File.Exists(DataDirectory.DatabaseFileOf(settings.DataDirectory))) return;
        throw new OperatorErrorException([$"Parhelion:DataDirectory is '{settings.DataDirectory}', which contains no database; choose the data directory of a server."]);
    }

    /// <summary>Requires the schema version of this program, for commands that do not migrate the database.</summary>
    /// <exception cref="OperatorErrorException">The database is of another version.</exception>
    public static void RequireVersion(long version)
    {
        Migrations.RequireKnown(version);
        if (version == 0) throw new OperatorErrorException(["The database has no tables of Parhelion; use the settings that the server is started with, or start the server once."]);
        if (version < Migrations.Newest) throw new OperatorErrorException(["The database has the schema of an older version of Parhelion; start the server of this version once to update it."]);
    }

    public static InvalidationChannel OpenInvalidationChannel(StorageSettings storage) => storage.Database == DatabaseProvider.Postgres ? OpenPostgresChannel(storage) : new SingleNodeInvalidationChannel();

    // Each in a method of its own: the runtime loads an assembly when it compiles a method that names its types.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresDatabase OpenPostgres(StorageSettings settings, TimeProvider clock) =>
        new(settings.ConnectionString!, settings.Durability, clock);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresInvalidationChannel OpenPostgresChannel(StorageSettings storage) => new(storage.ConnectionString!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3BlobStore OpenS3(S3Options options, DataDirectory directory) => new(options, directory.Root);
}
