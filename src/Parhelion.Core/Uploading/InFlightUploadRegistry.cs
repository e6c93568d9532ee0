using System.Collections.Concurrent;
using System.Diagnostics;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Lists the uploads that this process is storing. An upload is added before its blob exists, and removed after its row is inserted. The orphan scan (the
/// search for blobs without a row) skips the listed uploads, whatever their age.
/// </summary>
public sealed class InFlightUploadRegistry
{
    // Between two uploads of a client that sends one after the other, there is none for a moment.
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<BlobKey, byte> keys = new();

    // Of Stopwatch; zero: no upload has ended yet.
    private long lastEnd;

    /// <summary>Whether the blob is being uploaded.</summary>
    public bool Contains(BlobKey key) => keys.ContainsKey(key);

    /// <summary>Number of uploads in progress.</summary>
    public int Count => keys.Count;

    /// <summary>Whether an upload is in progress, or the last one ended less than a second ago.</summary>
    public bool IsBusy => !keys.IsEmpty || (Volatile.Read(ref lastEnd) is > 0 and var end && Stopwatch.GetElapsedTime(end) < Gap);

    internal void Add(BlobKey key) => keys.TryAdd(key, 0);

    internal void Remove(BlobKey key)
    {
        Volatile.Write(ref lastEnd, Stopwatch.GetTimestamp());
        keys.TryRemove(key, out _);
    }
}
