using System.CommandLine;

namespace Parhelion.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Profile { get; } = Text("--profile", "Profile to use. Environment variable: PARHELION_PROFILE. Default: 'default'.", "NAME");

    public static Option<string?> Host { get; } = Text("--host", "Base URL of the API, without /v2. Environment variable: PARHELION_HOST. Default: https://api.smooch.io", "URL");

    public static Option<string?> App { get; } = Text("--app", "Id of the app. Environment variable: PARHELION_APP_ID.", "ID");

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print each result as a JSON object on one line.",
        Recursive = true,
    };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print only results and errors.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Print each request and the status of its response.",
        Recursive = true,
    };

    public static Option<int?> Retries { get; } = new("--retries")
    {
        Description = "Retry a failed call at most N times. Default: 3.",
        HelpName = "N",
        Recursive = true,
    };

    public static Option<int?> Timeout { get; } = new("--timeout")
    {
        Description = "Time limit in seconds for a call, and for a transfer without progress. Default: 30 for calls, 60 for transfers.",
        HelpName = "N",
        Recursive = true,
    };

    public static Option<string[]> Headers { get; } = new("--header", "-H")
    {
        Description = "Send a header with every request to the host, such as 'X-Trace: 7'. May be repeated.",
        HelpName = "HEADER",
        Recursive = true,
    };

    public static Option<bool> Insecure { get; } = new("--insecure")
    {
        Description = "Do not check certificates. For tests only: others on the network could read the key.",
        Recursive = true,
    };

    /// <summary>All options, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Profile, Host, App, Json, Quiet, Verbose, Retries, Timeout, Headers, Insecure];

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
