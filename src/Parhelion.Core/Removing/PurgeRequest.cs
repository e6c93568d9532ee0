using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>A deleted attachment whose copies caches must delete.</summary>
/// <param name="Key">Key of its blob, which is also the cache tag of its responses.</param>
/// <param name="Path">Path of its media URL, percent-encoded; <c>null</c> if it is not known.</param>
public readonly record struct PurgeRequest(BlobKey Key, string? Path);
