namespace Parhelion.Testing.Hosting;

/// <summary>The command line of a server of a test.</summary>
internal static class ServerArguments
{
    /// <summary>Returns the arguments.</summary>
    /// <param name="port">The port to listen on.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="settings">The settings of the test, by their names below <c>Parhelion</c>; those of Kestrel and OpenTelemetry by their whole names.</param>
    public static string[] Of(int port, string directory, IReadOnlyDictionary<string, string> settings) =>
    [
        "--urls", $"http://127.0.0.1:{port}", $"--Parhelion:DataDirectory={directory}",
        // Webhooks of tests have targets on this machine. The settings of the test come later and override these.
        "--Parhelion:Webhooks:AllowPrivateTargets=true",
        // Most tests do not look at pictures.
        "--Parhelion:Images:Eager=false",
        // Tests send as many requests as they like.
        "--Parhelion:RateLimit:Enabled=false",
        .. settings.Select(setting => $"--{Prefix(setting.Key)}{setting.Key}={setting.Value}"),
    ];

    private static string Prefix(string name) => name.StartsWith("Kestrel:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("OTEL_", StringComparison.Ordinal) ? "" : "Parhelion:";
}
