using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Deletes the files of one batch of blobs. Call <see cref="Erase"/> for each blob, and then <see cref="Finish"/>, which flushes each affected folder
/// once. Without the flush, a power cut could bring the files back. With <see cref="Durability.Os"/> nothing is flushed.</summary>
/// <remarks>A batch of 500 blobs affects few folders, because keys that were made one after another share a folder (<see cref="BlobKey"/>).</remarks>
/// <param name="origins">The folders <c>staging</c> and <c>partial</c>, in one of which each file was before it was renamed to its final name. They are flushed
/// too, because a power cut could bring a file back under its earlier name.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="isBtrfs">Whether the folders are on btrfs, where the whole file system must be flushed.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class BlobFileBatchDeleter(string[] origins, Durability durability, bool isBtrfs, FlushMetrics? metrics = null)
{
    private readonly Dictionary<string, List<BlobKey>> folders = new(StringComparer.Ordinal);
    private readonly List<BlobRemovalFailure> faults = [];

    /// <summary>Deletes a file. A missing file counts as deleted, because an earlier attempt may have deleted it and stopped before the flush.</summary>
    public void Erase(BlobKey key, string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder does not exist, so the blob was never stored here.
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new BlobRemovalFailure(key, e));
            return;
        }

        if (durability != Durability.Full) return;
        KeysIn(Path.GetDirectoryName(path)!).Add(key);
        foreach (var origin in origins) KeysIn(origin).Add(key);
    }

    /// <summary>Flushes the folders. On btrfs the whole file system is flushed instead, because flushing both folders is not enough. After a power cut, btrfs
    /// can bring a file back under the name that the file had before it was renamed.</summary>
    /// <returns>The blobs that are not erased, or that a power cut may bring back, and why.</returns>
    public IReadOnlyList<BlobRemovalFailure> Finish()
    {
        if (isBtrfs && folders.TryGetValue(origins[0], out var erased))
        {
            Try(() => DiskFlush.FileSystem(origins[0]), erased);
            return faults;
        }

        foreach (var (folder, keys) in folders) Try(() => DiskFlush.Folder(folder), keys);
        return faults;
    }

    private void Try(Action flush, List<BlobKey> keys)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            flush();
            metrics?.FolderFlushed(begun);
        }
        catch (IOException e)
        {
            faults.AddRange(keys.Select(key => new BlobRemovalFailure(key, e)));
        }
    }

    private List<BlobKey> KeysIn(string folder)
    {
        if (!folders.TryGetValue(folder, out var keys)) folders.Add(folder, keys = []);
        return keys;
    }
}
