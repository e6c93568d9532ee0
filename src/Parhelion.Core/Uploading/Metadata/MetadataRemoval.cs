namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Which metadata the server removes from the uploads of an app: the setting <c>attachmentsStripMetadata</c>.</summary>
public enum MetadataRemoval
{
    /// <summary>None. Files are stored as they were sent.</summary>
    None,

    /// <summary>Everything that tells or may tell where a picture or a film was made.</summary>
    Location,

    /// <summary>Everything that is not needed to show the file.</summary>
    All,
}
