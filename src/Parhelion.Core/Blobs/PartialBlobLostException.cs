namespace Parhelion.Core.Blobs;

/// <summary>The store does not have all bytes of a partial blob. The upload cannot be continued.</summary>
public sealed class PartialBlobLostException : IOException
{
    /// <summary>Creates the exception.</summary>
    public PartialBlobLostException() : base("The store does not have all bytes of a resumable upload.")
    {
    }
}
