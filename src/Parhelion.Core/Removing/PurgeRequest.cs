using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>A request to the caches in front of the server to delete their copies of one deleted attachment.</summary>
/// <param name="Key">Key of the blob of the attachment. The key is also the cache tag of the responses.</param>
/// <param name="Paths">Path of the media URL, percent-encoded, and the same path with the query of each rendition; empty if the path is not known.</param>
public readonly record struct PurgeRequest(BlobKey Key, IReadOnlyList<string> Paths);
