using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Memory;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Setup;

/// <summary>Builds a server that runs inside another process, for <c>Parhelion.Testing</c>.</summary>
/// <remarks><c>Parhelion.Testing</c> calls the public methods through reflection, from another load context. Therefore the signatures of these methods have
/// types of .NET and ASP.NET Core only (docs/decisions/0019).</remarks>
public static class EmbeddedServer
{
    /// <summary>Builds a server that is ready to start. It reads its settings from <paramref name="args"/> only: the environment and
    /// <c>appsettings.json</c> belong to the host process. It writes nothing to the console.</summary>
    /// <param name="args">Settings as <c>--Parhelion:Name=value</c>, addresses as <c>--urls</c>.</param>
    /// <param name="configure">Called last; it replaces services and adds loggers.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <exception cref="Configuration.OperatorErrorException">The server cannot start with these settings.</exception>
    public static Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder> configure, CancellationToken cancellationToken) =>
        ParhelionHost.BuildAsync(args, new ProcessOwnership(OwnsProcess: false, ReadsEnvironment: false), builder => Configure(builder, configure), cancellationToken);

    /// <summary>Returns the base URL of the API of a server that has started, without a slash at its end.</summary>
    /// <param name="services">The services of the server.</param>
    public static string UrlOf(IServiceProvider services) => services.GetRequiredService<PublicBaseUrls>().Api;

    /// <summary>Removes the sources of settings that belong to the host process: files and environment.</summary>
    internal static void LeaveEnvironment(ConfigurationManager configuration)
    {
        IList<IConfigurationSource> sources = ((IConfigurationBuilder)configuration).Sources;
        foreach (var source in sources.Where(source => source is not (CommandLineConfigurationSource or MemoryConfigurationSource)).ToList()) sources.Remove(source);
    }

    private static void Configure(WebApplicationBuilder builder, Action<WebApplicationBuilder> configure)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new StartupBannerPrinter(_ => { }));
        configure(builder);
    }
}
