using Parhelion.Server.Setup;
using Parhelion.Server.Setup.Faults;

namespace Parhelion.Server.Upkeep;

/// <summary>The services of a server without the server, for the verbs that look after an installation.</summary>
internal static class VerbHost
{
    /// <summary>Builds them from the settings of a command line. Nothing is opened yet.</summary>
    public static WebApplication Build(IEnumerable<string> settings)
    {
        var builder = ConfigurationFaults.MakeBuilder([.. settings]);
        builder.Logging.ClearProviders();
        builder.Services.AddParhelion(builder.Configuration);
        return builder.Build();
    }

    /// <summary>Runs a verb, and says in one sentence when the database or the blob store fails.</summary>
    /// <exception cref="SettingsException">One of them does.</exception>
    public static async Task<int> GuardAsync(WebApplication app, Func<IServiceProvider, Task<int>> work)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        var exitCode = ExitCodes.Wrong;
        await StartFaults.OpenAsync(settings, async () =>
        {
            try
            {
                exitCode = await work(app.Services);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException(BlobFaults.SentenceOf(settings, e), e);
            }
        });
        return exitCode;
    }
}
