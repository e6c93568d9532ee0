using System.CommandLine;

namespace Parhelion.Cli.CommandLine;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Profile { get; } = Text("--profile", "Profile to use; PARHELION_PROFILE.", "NAME");

    public static Option<string?> Host { get; } = Text("--host", "Base URL of the API, without /v2; PARHELION_HOST. Default: https://api.smooch.io", "URL");

    public static Option<string?> App { get; } = Text("--app", "Id of the app; PARHELION_APP_ID.", "ID");

    public static Option<bool> Json { get; } = new("--json") { Description = "Write results as one JSON object to a line.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing but results and failures.", Recursive = true };

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
