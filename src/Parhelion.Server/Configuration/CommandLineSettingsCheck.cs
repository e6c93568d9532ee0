namespace Parhelion.Server.Configuration;

/// <summary>Checks that each setting on the command line (<c>--NAME=VALUE</c> or <c>--NAME VALUE</c>) is known and has a value. The host ignores unknown names,
/// so without this check a misspelt setting would silently have no effect.</summary>
internal static class CommandLineSettingsCheck
{
    // First segments of the setting names that the host, Kestrel, logging and Parhelion read.
    private static readonly string[] Known =
    [
        "Parhelion", "To", "urls", "http_ports", "https_ports", "Kestrel", "Logging", "environment", "contentRoot", "applicationName", "webroot",
        "AllowedHosts", "hostBuilder", "shutdownTimeoutSeconds", "detailedErrors", "preferHostingUrls", "captureStartupErrors", "suppressStatusMessages",
    ];

    /// <exception cref="OperatorErrorException">An argument is not a known setting, or has no value.</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        var faults = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=', 2)[0];
            if (!IsKnown(name)) faults.Add($"'{args[i].Split('=', 2)[0]}' is not a valid argument; write settings as --NAME=VALUE (see --help).");
            else if (name.Length == args[i].Length && (++i == args.Count || args[i].StartsWith("--", StringComparison.Ordinal))) faults.Add($"{name} has no value; write settings as --NAME=VALUE (see --help).");
        }

        if (faults.Count > 0) throw new OperatorErrorException(faults);
    }

    private static bool IsKnown(string name) =>
        (name.StartsWith("--", StringComparison.Ordinal) || name.StartsWith('/')) && IsKnownSegment(name.TrimStart('-', '/').Split(':')[0]);

    // The library of OpenTelemetry reads dozens of variables.
    private static bool IsKnownSegment(string segment) => Known.Contains(segment, StringComparer.OrdinalIgnoreCase) || segment.StartsWith("OTEL_", StringComparison.Ordinal);
}
