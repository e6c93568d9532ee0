namespace Parhelion.Core.Blobs;

/// <summary>Thrown when a writer can store no more bytes of a partial blob (the stored bytes of an unfinished resumable upload). Either another writer has
/// taken over the partial blob, or the partial blob was erased.</summary>
public sealed class StalePartialBlobWriterException : IOException
{
    /// <summary>Creates the exception.</summary>
    public StalePartialBlobWriterException() : base("A later request has taken over this upload, or the upload has ended.")
    {
    }
}
