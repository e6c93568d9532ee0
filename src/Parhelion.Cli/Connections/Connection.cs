using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Host, app and key of the API. Options override environment variables, these override the profile, and the default host comes last.</summary>
internal sealed class Connection
{
    private const string Ask = "Set PARHELION_KEY_ID and PARHELION_KEY_SECRET, or store a key with: parhelion login";

    private static readonly string Version = typeof(Connection).Assembly.GetName().Version!.ToString(3);

    private readonly Profile settings;

    private Connection(Profile settings, string profileName) => (this.settings, ProfileName) = (settings, profileName);

    public string Host => settings.Host ?? ParhelionClientOptions.DefaultHost;

    public string ProfileName { get; }

    public string? KeyId => settings.KeyId;

    public string AppId => settings.AppId ?? throw new UsageException("The app is missing. Set --app or PARHELION_APP_ID, or store it in a profile with: parhelion login");

    public bool HasApp => settings.AppId is not null;

    public static Connection Of(ParseResult parse)
    {
        var named = parse.GetValue(GlobalOptions.Profile) ?? Variable("PARHELION_PROFILE");
        var profiles = ProfileStore.Read().Profiles;
        var name = named ?? ProfileFile.DefaultName;
        if (!profiles.TryGetValue(name, out var kept) && named is not null)
        {
            throw new UsageException($"There is no profile '{named}'. Existing profiles: {(profiles.Count == 0 ? "none" : string.Join(", ", profiles.Keys))}.");
        }

        // Never combine a key id from the environment with a secret from the profile, or the reverse: the call would fail later.
        var (keyId, secret) = (Variable("PARHELION_KEY_ID"), Variable("PARHELION_KEY_SECRET"));
        if ((keyId is null) != (secret is null)) throw new UsageException($"Set both PARHELION_KEY_ID and PARHELION_KEY_SECRET, or neither. Only one of them is set.");
        return new Connection(
            new Profile
            {
                Host = parse.GetValue(GlobalOptions.Host) ?? Variable("PARHELION_HOST") ?? kept?.Host,
                AppId = parse.GetValue(GlobalOptions.App) ?? Variable("PARHELION_APP_ID") ?? kept?.AppId,
                KeyId = keyId ?? kept?.KeyId,
                KeySecret = secret ?? kept?.KeySecret,
            },
            name);
    }

    public SigningCredentials SigningKey(TimeSpan? lifetime)
    {
        Require();
        return ParhelionCredentials.SigningKey(settings.KeyId!, settings.KeySecret!, lifetime);
    }

    public ParhelionClient CreateClient()
    {
        Require();
        return CreateClient(Host, ParhelionCredentials.Basic(settings.KeyId!, settings.KeySecret!));
    }

    /// <summary>Creates a client for downloads. Without a key it has no credentials, which is enough for public files.</summary>
    public ParhelionClient CreateReader() =>
        settings is { KeyId: not null, KeySecret: not null } ? CreateClient() : CreateClient(Host, ParhelionCredentials.None);

    public static ParhelionClient CreateClient(string host, ParhelionCredentials credentials)
    {
        try
        {
            var url = Uri.TryCreate(host.Trim(), UriKind.Absolute, out var parsed) ? parsed : null;
            return new ParhelionClient(new ParhelionClientOptions { Host = url!, Credentials = credentials, UserAgent = $"parhelion-cli/{Version}" });
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"The host '{host}' cannot be used: {e.Message}");
        }
    }

    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private void Require()
    {
        if (settings.KeyId is null || settings.KeySecret is null) throw new CredentialsException($"There are no credentials. {Ask}");
    }
}
