namespace Parhelion.Server.Storage;

/// <summary>The blob stores that the server supports.</summary>
public enum BlobProvider
{
    /// <summary>Files in the data directory.</summary>
    Disk,

    /// <summary>Objects in a bucket of Amazon S3, or of a store that speaks its protocol.</summary>
    S3,
}
