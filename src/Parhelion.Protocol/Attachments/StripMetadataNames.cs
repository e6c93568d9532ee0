namespace Parhelion.Protocol;

/// <summary>The values of the setting <c>attachmentsStripMetadata</c>: which metadata is removed from the uploads of an app.</summary>
public static class StripMetadataNames
{
    /// <summary>None. Files are stored as they were sent.</summary>
    public const string None = "none";

    /// <summary>Everything that tells or may tell where a picture or a film was made.</summary>
    public const string Location = "location";

    /// <summary>Everything that is not needed to show the file. Files of which it cannot be removed are refused.</summary>
    public const string All = "all";
}
