using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The blob in which the bytes of a complete resumable upload are stored.</summary>
/// <param name="Key">Key of the blob: the key of the upload, or a new key if metadata was removed.</param>
/// <param name="Sha256">SHA-256 of the bytes.</param>
/// <param name="Write">The result of storing the blob.</param>
internal sealed record UploadedBlob(BlobKey Key, byte[] Sha256, BlobWriteResult Write);
