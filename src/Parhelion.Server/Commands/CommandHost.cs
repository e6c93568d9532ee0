using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Builds the services of a server for commands that maintain an installation, such as <c>backup</c>. Serves no requests.</summary>
internal static class CommandHost
{
    /// <summary>Builds the services from the settings of a command line. Opens neither the database nor the store.</summary>
    public static WebApplication Build(IEnumerable<string> settings)
    {
        var builder = HostBuilderFactory.MakeBuilder([.. settings]);
        builder.Logging.ClearProviders();
        builder.Services.AddParhelion(builder.Configuration);
        return builder.Build();
    }

    /// <summary>Runs a command and turns any failure of the database or the blob store into one sentence.</summary>
    /// <returns>The exit code of the command.</returns>
    /// <exception cref="OperatorErrorException">The database or the blob store failed, or they do not belong together.</exception>
    public static async Task<int> GuardAsync(WebApplication app, Func<IServiceProvider, Task<int>> work)
    {
        var settings = app.Services.GetRequiredService<StorageSettings>();
        var exitCode = ExitCodes.Wrong;
        await StorageErrorExplainer.OpenAsync(settings, async () =>
        {
            try
            {
                exitCode = await work(app.Services);
            }
            catch (InstallationMismatchException e)
            {
                throw new OperatorErrorException(e.Message, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                throw new OperatorErrorException(BlobErrorExplainer.SentenceOf(settings, e), e);
            }
        });
        return exitCode;
    }

    /// <summary>Checks that the blob store answers; gives up after 30 seconds. Writes nothing.</summary>
    /// <exception cref="OperatorErrorException">The store does not answer.</exception>
    public static Task CheckBlobStoreAsync(IServiceProvider all) => StorageFactory.CheckBlobStoreAsync(
        all.GetRequiredService<IBlobStore>(), all.GetRequiredService<StorageSettings>(), all.GetRequiredService<TimeProvider>(), CancellationToken.None);

    /// <summary>Opens the database without migrating it.</summary>
    /// <exception cref="OperatorErrorException">The schema has another version, or the database is not one of Parhelion.</exception>
    public static async Task<Database> OpenDatabaseAsync(IServiceProvider all)
    {
        var database = all.GetRequiredService<Database>();
        StorageFactory.RequireVersion(await Migrations.VersionAsync(database, CancellationToken.None));
        return database;
    }
}
