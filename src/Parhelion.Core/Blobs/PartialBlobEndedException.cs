namespace Parhelion.Core.Blobs;

/// <summary>Thrown when a writer can store no more bytes. Either another writer has taken over the partial blob, or the partial blob was erased.</summary>
public sealed class PartialBlobEndedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public PartialBlobEndedException() : base("Another request continues this upload, or it has ended.")
    {
    }
}
