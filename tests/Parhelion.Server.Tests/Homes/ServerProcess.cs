using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Servers that live in a <see cref="Home"/>.</summary>
internal sealed partial class ServerProcess
{
    public static Task<ServerProcess> StartAsync(Home home, params string[] settings) => StartAsync(home.Directory, [.. SettingsOf(home), .. settings]);

    /// <summary>One more node beside a server that is there.</summary>
    public static Task<ServerProcess> StartAnotherAsync(Home home, params string[] settings) => StartAsync(home.AddNode(), [.. SettingsOf(home), .. settings]);

    /// <summary>The same node again, in its folder.</summary>
    public static Task<ServerProcess> StartAsync(Home home, string directory, string[] settings) => StartAsync(directory, [.. SettingsOf(home), .. settings]);

    public static Task<(int ExitCode, string Output)> VerifyAsync(Home home, params string[] more) =>
        RunAsync(["verify", .. more, .. Arguments(home.Directory, SettingsOf(home))]);

    private static string[] SettingsOf(Home home) => [.. home.Settings.Select(setting => $"{setting.Key}={setting.Value}")];
}
