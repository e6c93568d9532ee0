using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>The services of a server without the server, for the verbs that look after an installation.</summary>
internal static class CommandHost
{
    /// <summary>Builds them from the settings of a command line. Nothing is opened yet.</summary>
    public static WebApplication Build(IEnumerable<string> settings)
    {
        var builder = ConfigurationFaults.MakeBuilder([.. settings]);
        builder.Logging.ClearProviders();
        builder.Services.AddParhelion(builder.Configuration);
        return builder.Build();
    }

    /// <summary>Runs a verb, and says in one sentence when the database or the blob store fails, also in the middle of its work.</summary>
    /// <exception cref="SettingsException">One of them does, or they do not belong together.</exception>
    public static async Task<int> GuardAsync(WebApplication app, Func<IServiceProvider, Task<int>> work)
    {
        var settings = app.Services.GetRequiredService<StorageSettings>();
        var exitCode = ExitCodes.Wrong;
        await StartFaults.OpenAsync(settings, async () =>
        {
            try
            {
                exitCode = await work(app.Services);
            }
            catch (InstallationMismatchException e)
            {
                throw new SettingsException(e.Message, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                throw new SettingsException(BlobFaults.SentenceOf(settings, e), e);
            }
        });
        return exitCode;
    }

    /// <summary>Asks the store for the first time, for 30 seconds at most. Writes nothing.</summary>
    /// <exception cref="SettingsException">It does not answer.</exception>
    public static Task ReachBlobsAsync(IServiceProvider all) => StorageFactory.ReachBlobsAsync(
        all.GetRequiredService<IBlobStore>(), all.GetRequiredService<StorageSettings>(), all.GetRequiredService<TimeProvider>(), CancellationToken.None);

    /// <summary>Opens the database for a verb that works with the rows as they are.</summary>
    /// <exception cref="SettingsException">It is of another version, or holds no Parhelion.</exception>
    public static async Task<Database> OpenDatabaseAsync(IServiceProvider all)
    {
        var database = all.GetRequiredService<Database>();
        StorageFactory.RequireVersion(await Migrations.VersionAsync(database, CancellationToken.None));
        return database;
    }
}
