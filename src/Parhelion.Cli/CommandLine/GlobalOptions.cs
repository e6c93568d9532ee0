using System.CommandLine;

namespace Parhelion.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Profile { get; } = Text("--profile", "Profile to use. Environment variable: PARHELION_PROFILE. Default: 'default'.", "NAME");

    public static Option<string?> Host { get; } = Text("--host", "Base URL of the API, without /v2. Environment variable: PARHELION_HOST. Default: https://api.smooch.io", "URL");

    public static Option<string?> App { get; } = Text("--app", "Id of the app. Environment variable: PARHELION_APP_ID.", "ID");

    public static Option<bool> Json { get; } = new("--json") { Description = "Print each result as a JSON object on one line.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print only results and errors.", Recursive = true };

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
