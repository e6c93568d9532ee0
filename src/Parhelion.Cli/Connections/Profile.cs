namespace Parhelion.Cli.Connections;

/// <summary>A profile: host, app and key that <c>login</c> stored under a name.</summary>
internal sealed record Profile
{
    public string? Host { get; init; }

    public string? AppId { get; init; }

    public string? KeyId { get; init; }

    public string? KeySecret { get; init; }

    /// <summary>Shell command that prints the secret, instead of <see cref="KeySecret"/>.</summary>
    public string? KeySecretCommand { get; init; }

    /// <summary>Returns the profile without its secret.</summary>
    public override string ToString() => $"{Host} {AppId} {KeyId} [redacted]";
}
