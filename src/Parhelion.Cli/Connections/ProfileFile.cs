namespace Parhelion.Cli.Connections;

/// <summary>The content of the profile file: the profiles by name.</summary>
internal sealed record ProfileFile
{
    public const string DefaultName = "default";

    public Dictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
}
