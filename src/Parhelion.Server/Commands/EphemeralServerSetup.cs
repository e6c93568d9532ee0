using System.Text.Json;
using Microsoft.Extensions.Logging.Console;
using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Commands;

/// <summary>
/// Prepares the temporary server of the command <c>serve --ephemeral</c>. Tests in other processes and other languages use this server. The server listens on a
/// free port, and may call webhooks on this machine. Its data is in a temporary folder, which is deleted at the end.
/// </summary>
/// <remarks>On Linux and macOS, the server stops when its parent process has ended, so that an aborted test run leaves nothing behind. It reads settings from
/// the command line only.</remarks>
internal sealed class EphemeralServerSetup : IDisposable
{
    private readonly string folder;
    private readonly bool asJson;
    private readonly ParentProcessWatcher parent = new();

    /// <param name="settings">Settings of the caller. They override the defaults of such a server.</param>
    /// <param name="asJson">Whether stdout gets one line of JSON instead of the banner. The log then goes to stderr.</param>
    /// <exception cref="OperatorErrorException">The settings name a data directory.</exception>
    public EphemeralServerSetup(string[] settings, bool asJson)
    {
        if (settings.Any(setting => setting.StartsWith("--Parhelion:DataDirectory", StringComparison.OrdinalIgnoreCase)))
        {
            throw new OperatorErrorException($"{ServeCommand.Ephemeral} uses a temporary folder, which it deletes at the end. Remove --Parhelion:DataDirectory.");
        }

        this.asJson = asJson;
        folder = Directory.CreateTempSubdirectory("parhelion-").FullName;
        Arguments = ["--urls", "http://127.0.0.1:0", "--Parhelion:Webhooks:AllowPrivateTargets=true", .. settings, $"--Parhelion:DataDirectory={folder}"];
    }

    /// <summary>The command line of the server.</summary>
    public string[] Arguments { get; }

    /// <summary>Keeps everything but the line of JSON away from stdout, if there is such a line.</summary>
    public void Configure(WebApplicationBuilder builder)
    {
        if (!asJson) return;
        builder.Services.AddSingleton(new StartupBannerPrinter(_ => { }));
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Writes the line of JSON if it was asked for, and stops the server when the parent process has ended.</summary>
    public void Watch(WebApplication app)
    {
        if (asJson) Console.Out.WriteLine(LineOf(app.Services));
        _ = StopWithParentAsync(app.Lifetime);
    }

    /// <summary>Deletes the folder.</summary>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task StopWithParentAsync(IHostApplicationLifetime lifetime)
    {
        if (await parent.EndAsync(lifetime.ApplicationStopping)) lifetime.StopApplication();
    }

    private string LineOf(IServiceProvider services)
    {
        // Null if the settings have an account key: the caller knows it, and makes its own app.
        var created = services.GetRequiredService<StartupBannerPrinter>().Created;
        var line = new EphemeralServerInfo(services.GetRequiredService<PublicBaseUrls>().Api, created?.AppId, created?.App.KeyId, created?.App.Secret)
        {
            AccountKeyId = created?.Account.KeyId,
            AccountSecret = created?.Account.Secret,
            DataDirectory = folder,
            ProcessId = Environment.ProcessId,
        };
        return JsonSerializer.Serialize(line, EphemeralServerInfoSerializer.Default.EphemeralServerInfo);
    }
}
