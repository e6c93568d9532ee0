namespace Parhelion.Cli.Connections;

/// <summary>Where to connect, and as whom.</summary>
internal sealed record Profile
{
    public string? Host { get; init; }

    public string? AppId { get; init; }

    public string? KeyId { get; init; }

    public string? KeySecret { get; init; }

    /// <summary>Never the secret, also where a record prints itself.</summary>
    public override string ToString() => $"{Host} {AppId} {KeyId} [redacted]";
}

/// <summary>The profiles of a user, by name.</summary>
internal sealed record ProfileFile
{
    public const string DefaultName = "default";

    public Dictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
}
