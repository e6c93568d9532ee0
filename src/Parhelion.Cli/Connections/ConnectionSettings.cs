using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Host, app and key of the API. Options override environment variables, these override the profile, and the default host comes last.</summary>
internal sealed class ConnectionSettings
{
    private const string Ask = "Set PARHELION_KEY_ID and PARHELION_KEY_SECRET, or store a key with: parhelion login";

    private static readonly TimeSpan TimeToRespond = TimeSpan.FromSeconds(30);

    private readonly Profile settings;
    private readonly HttpConnector connector;
    private string? secret;

    private ConnectionSettings(Profile settings, string profileName, HttpConnector connector) =>
        (this.settings, ProfileName, this.connector, secret) = (settings, profileName, connector, settings.KeySecret);

    public string Host => settings.Host ?? ParhelionClientOptions.DefaultHost;

    public string ProfileName { get; }

    public string? KeyId => settings.KeyId;

    public string AppId => settings.AppId ?? throw new UsageException("The app is missing. Set --app or PARHELION_APP_ID, or store it in a profile with: parhelion login");

    public bool HasApp => settings.AppId is not null;

    private bool HasKey => settings is { KeyId: not null, KeySecret: not null } or { KeyId: not null, KeySecretCommand: not null };

    public static ConnectionSettings Of(ParseResult parse, HttpConnector connector)
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
        if ((keyId is null) != (secret is null)) throw new UsageException("Set both PARHELION_KEY_ID and PARHELION_KEY_SECRET, or neither. Only one of them is set.");
        return new ConnectionSettings(
            new Profile
            {
                Host = parse.GetValue(GlobalOptions.Host) ?? Variable("PARHELION_HOST") ?? kept?.Host,
                AppId = parse.GetValue(GlobalOptions.App) ?? Variable("PARHELION_APP_ID") ?? kept?.AppId,
                KeyId = keyId ?? kept?.KeyId,
                KeySecret = secret ?? kept?.KeySecret,
                KeySecretCommand = secret is null ? kept?.KeySecretCommand : null,
            },
            name,
            connector);
    }

    public SigningCredentials SigningKey(TimeSpan? lifetime) => ParhelionCredentials.SigningKey(RequiredKeyId(), Secret(), lifetime);

    public ParhelionClient CreateClient() => connector.CreateClient(Host, ParhelionCredentials.Basic(RequiredKeyId(), Secret()));

    /// <summary>Creates a client for downloads. Without a key it has no credentials, which is enough for public files.</summary>
    public ParhelionClient CreateReader() => HasKey ? CreateClient() : connector.CreateClient(Host, ParhelionCredentials.None);

    /// <summary>Creates a client for calls that the .NET client has no method for.</summary>
    public RawApi CreateRawApi()
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RequiredKeyId()}:{Secret()}"));
        return new RawApi(connector.Open(Host), HostUrl.Check(Host), new AuthenticationHeaderValue("Basic", pair), connector.Timeout ?? TimeToRespond);
    }

    /// <summary>Returns an environment variable without white space around it, such as the line break of a file; <c>null</c> if nothing is left.</summary>
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;

    private string RequiredKeyId() => HasKey ? settings.KeyId! : throw new CredentialsException($"There are no credentials. {Ask}");

    private string Secret() => secret ??= SecretCommand.Run(settings.KeySecretCommand!);
}
