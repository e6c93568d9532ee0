using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The blob that a complete upload becomes.</summary>
/// <param name="Key">Its key: that of the upload, or a new one if metadata was removed.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Write">The result of storing it.</param>
internal sealed record StoredUpload(BlobKey Key, byte[] Sha256, BlobWriteResult Write);
