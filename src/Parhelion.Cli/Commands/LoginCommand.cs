using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Output;
using Spectre.Console;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>login</c>: checks a key with a call and stores it in a profile.</summary>
internal static class LoginCommand
{
    private static readonly Option<string?> KeyId = new("--key-id")
    {
        Description = "Id of the key. Its secret is prompted for, or read from standard input.",
        HelpName = "ID",
    };

    private static readonly Option<string?> KeySecretCommand = new("--secret-command")
    {
        Description = "Shell command that prints the secret, such as 'pass show parhelion'. Stored instead of the secret.",
        HelpName = "COMMAND",
    };

    private static readonly Option<bool> NoCheck = new("--no-check") { Description = "Store the key without checking it." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "login",
            "Store host, app and key in a profile. The secret is prompted for, or read from standard input; it is never an argument.",
            "parhelion login --host https://example.zendesk.com/sc --app APP_ID --key-id KEY_ID",
            "parhelion login --profile test --key-id KEY_ID < secret.txt",
            "parhelion login --key-id KEY_ID --secret-command 'pass show parhelion'")
        {
            KeyId,
            KeySecretCommand,
            NoCheck,
        },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var name = session.Value(GlobalOptions.Profile) ?? ConnectionSettings.Variable("PARHELION_PROFILE") ?? ProfileFile.DefaultName;
        var command = session.Value(KeySecretCommand);
        var profile = new Connections.Profile
        {
            Host = HostUrl.Check(session.Value(GlobalOptions.Host) ?? ConnectionSettings.Variable("PARHELION_HOST") ?? Ask(session, "Host", ParhelionClientOptions.DefaultHost)),
            AppId = session.Value(GlobalOptions.App) ?? ConnectionSettings.Variable("PARHELION_APP_ID") ?? Ask(session, "App id", ""),
            KeyId = session.Value(KeyId) ?? ConnectionSettings.Variable("PARHELION_KEY_ID") ?? Ask(session, "Key id", null),
            KeySecretCommand = command,
            KeySecret = command is null ? Secret(session) : null,
        };
        if (profile.AppId is "") profile = profile with { AppId = null };
        if (!session.Value(NoCheck)) await CheckAsync(session, profile, cancellationToken);

        var file = ProfileStore.Read();
        file.Profiles[name] = profile;
        ProfileStore.Write(file);
        session.Terminal.Say($"Stored in {ProfileStore.Location}, which only you can read.");
        session.Terminal.Result(new ProfileReport(name, profile.Host, profile.AppId, profile.KeyId), CliJson.Default.ProfileReport, name);
        return ExitCodes.Done;
    }

    private static async Task CheckAsync(CommandSession session, Connections.Profile profile, CancellationToken cancellationToken)
    {
        var secret = profile.KeySecret ?? SecretCommand.Run(profile.KeySecretCommand!);
        using var client = session.Connector.CreateClient(profile.Host!, ParhelionCredentials.Basic(profile.KeyId!, secret));
        if (profile.AppId is { } appId) await client.Apps.GetAppAsync(appId, cancellationToken);
        else await client.Apps.ListAppsAsync(page: new PageRequest { Size = 1 }).AnyAsync(cancellationToken);
    }

    private static string Ask(CommandSession session, string what, string? otherwise)
    {
        if (Console.IsInputRedirected)
        {
            return otherwise ?? throw new UsageException("There is no terminal to ask for the key. Pass --key-id, and the secret on standard input.");
        }

        var prompt = new TextPrompt<string>($"{what}:");
        if (otherwise is not null) prompt.AllowEmpty().DefaultValue(otherwise).ShowDefaultValue(otherwise.Length > 0);
        return session.Terminal.Talk.Prompt(prompt).Trim();
    }

    private static string Secret(CommandSession session)
    {
        var secret = ConnectionSettings.Variable("PARHELION_KEY_SECRET")
            ?? (Console.IsInputRedirected ? StandardInput.ReadLine()?.Trim() : session.Terminal.Talk.Prompt(new TextPrompt<string>("Key secret:").Secret(null)).Trim());
        return string.IsNullOrEmpty(secret) ? throw new UsageException("The secret is missing. Enter it, or pass it on standard input.") : secret;
    }
}
