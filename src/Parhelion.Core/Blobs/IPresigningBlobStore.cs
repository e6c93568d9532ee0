namespace Parhelion.Core.Blobs;

/// <summary>A blob store that can make presigned URLs. A presigned URL contains a signature, so that a client can read a blob directly from the store without
/// credentials.</summary>
public interface IPresigningBlobStore
{
    /// <summary>Makes a URL that allows GET of one blob, and nothing else, for the time <paramref name="life"/>. Does not check whether the blob exists. The
    /// store handles a <c>Range</c> header of the client.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="life">How long the URL is valid: at least one second, at most seven days.</param>
    /// <param name="headers">Header fields that the store sends in its response.</param>
    /// <exception cref="IOException">There are no credentials to sign with.</exception>
    ValueTask<Uri> PresignAsync(BlobKey key, TimeSpan life, PresignedResponseHeaders headers);
}
