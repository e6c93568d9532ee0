namespace Parhelion.Core.Blobs;

/// <summary>What a blob store can do beside <see cref="IBlobStore"/>: let somebody read a blob from the store itself, without credentials.</summary>
public interface IPresigningBlobStore
{
    /// <summary>A URL for GET that reads one blob, and nothing else, for <paramref name="life"/>. Whether the blob is there is not asked; the store
    /// resolves a <c>Range</c> that the reader sends.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="life">At least one second, at most seven days.</param>
    /// <param name="headers">What the store says about the blob in its answer.</param>
    /// <exception cref="IOException">There are no credentials to sign with.</exception>
    ValueTask<Uri> PresignAsync(BlobKey key, TimeSpan life, PresignedHeaders headers);
}

/// <summary>Header fields of the answer at a presigned URL.</summary>
/// <param name="ContentType"><c>Content-Type</c>.</param>
/// <param name="ContentDisposition"><c>Content-Disposition</c>.</param>
/// <param name="CacheControl"><c>Cache-Control</c>.</param>
public sealed record PresignedHeaders(string ContentType, string ContentDisposition, string CacheControl);
