using System.Collections.Concurrent;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading;

/// <summary>Lists the uploads that this process is receiving. An upload is added before its first byte is stored, and removed after its row is inserted. The
/// orphan scan skips listed uploads, whatever their age.</summary>
public sealed class InFlightUploadRegistry
{
    private readonly ConcurrentDictionary<BlobKey, byte> keys = new();

    /// <summary>Whether the blob is being uploaded.</summary>
    public bool Contains(BlobKey key) => keys.ContainsKey(key);

    /// <summary>Number of uploads in progress.</summary>
    public int Count => keys.Count;

    internal void Add(BlobKey key) => keys.TryAdd(key, 0);

    internal void Remove(BlobKey key) => keys.TryRemove(key, out _);
}
