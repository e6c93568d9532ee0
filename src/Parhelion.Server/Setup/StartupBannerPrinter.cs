using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Storage;
using Parhelion.Server.WebConsole;

namespace Parhelion.Server.Setup;

/// <summary>Prints the startup banner once the server listens.</summary>
/// <param name="say">Receives the text of the banner. It prints the text to standard output, or to standard error if the log is JSON. For an embedded server it
/// prints nothing, or passes the text to a test.</param>
public sealed class StartupBannerPrinter(Action<string> say)
{
    /// <summary>The credentials that the first run created, for a test that embeds the server.</summary>
    internal InitialCredentials? Created { get; private set; }

    internal void Write(IServiceProvider services, InitialCredentials? created)
    {
        Created = created;
        say(StartupBanner.Of(services.GetRequiredService<PublicBaseUrls>(), services.GetRequiredService<DataDirectory>(), created, LinkOf(services)));
    }

    // Others could see the link where more than this machine reaches the server: in the log of a container, for example.
    private static Func<string>? LinkOf(IServiceProvider services)
    {
        if (services.GetService<ConsoleUrls>() is not { IsThisMachineOnly: true } console || !services.GetRequiredService<ServerExposure>().IsThisMachineOnly) return null;
        return () => $"{console.Base}{ConsolePaths.SignIn}?link={services.GetRequiredService<ConsoleSignInLinks>().Renew()}";
    }
}
