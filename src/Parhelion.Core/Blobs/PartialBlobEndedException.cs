namespace Parhelion.Core.Blobs;

/// <summary>Another writer has the partial blob, or it was erased. This writer can store nothing any more.</summary>
public sealed class PartialBlobEndedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public PartialBlobEndedException() : base("Another request continues this upload, or it has ended.")
    {
    }
}
