namespace Parhelion.Core.Blobs;

/// <summary>Thrown when the store does not have all bytes of a partial blob (the stored bytes of an unfinished resumable upload). The upload can then not be
/// continued.</summary>
public sealed class PartialBlobLostException : IOException
{
    /// <summary>Creates the exception.</summary>
    public PartialBlobLostException() : base("The store does not have all bytes of a resumable upload.")
    {
    }
}
