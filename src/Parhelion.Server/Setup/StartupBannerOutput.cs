using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Setup;

/// <summary>Where the greeting goes: the console, or wherever an embedding test wants it.</summary>
public sealed class StartupBannerOutput(Action<string> say)
{
    /// <summary>What the first run made, for an embedding test; never kept otherwise.</summary>
    internal Credentials? Created { get; private set; }

    internal void Say(IServiceProvider services, Credentials? created)
    {
        Created = created;
        say(StartupBanner.Of(services.GetRequiredService<ServerAddresses>(), services.GetRequiredService<DataDirectory>(), created));
    }
}
