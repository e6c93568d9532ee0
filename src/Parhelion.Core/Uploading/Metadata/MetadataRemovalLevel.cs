namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Says which metadata the server removes from the uploads of an app. The app setting <c>attachmentsStripMetadata</c> states the level.</summary>
public enum MetadataRemovalLevel
{
    /// <summary>None. Files are stored as they were sent.</summary>
    None,

    /// <summary>Everything that tells or may tell where a picture or a film was made.</summary>
    Location,

    /// <summary>Everything that is not needed to show the file.</summary>
    All,
}
