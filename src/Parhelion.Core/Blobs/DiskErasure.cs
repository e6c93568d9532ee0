namespace Parhelion.Core.Blobs;

/// <summary>Erases the files of one batch and then flushes what says that they are gone, once. Keys come in runs of one folder (<see cref="BlobKey"/>),
/// so a batch of 500 touches few folders. With <see cref="Durability.Os"/> nothing is flushed.</summary>
/// <param name="staging">The folder of staged files: each file had its first name there.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="isBtrfs">Whether the folders are on btrfs.</param>
internal sealed class DiskErasure(string staging, Durability durability, bool isBtrfs)
{
    private readonly Dictionary<string, List<BlobKey>> folders = new(StringComparer.Ordinal);
    private readonly List<BlobFault> faults = [];

    /// <summary>Deletes a file. One that is not there counts as deleted: an earlier attempt may have deleted it and not have come to the flush.</summary>
    public void Erase(BlobKey key, string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever stored beside it.
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new BlobFault(key, e));
            return;
        }

        if (durability != Durability.Full) return;
        KeysIn(Path.GetDirectoryName(path)!).Add(key);
        KeysIn(staging).Add(key);
    }

    /// <summary>Flushes the folders. On btrfs that is not enough: after a power cut it can bring a file back under the name that it had before it was
    /// renamed, though both folders were flushed. There the whole file system is.</summary>
    /// <returns>The blobs that are not erased, or may be back after a power cut, and why.</returns>
    public IReadOnlyList<BlobFault> Finish()
    {
        if (isBtrfs && folders.TryGetValue(staging, out var erased))
        {
            Try(() => DiskFlush.FileSystem(staging), erased);
            return faults;
        }

        foreach (var (folder, keys) in folders) Try(() => DiskFlush.Folder(folder), keys);
        return faults;
    }

    private void Try(Action flush, List<BlobKey> keys)
    {
        try
        {
            flush();
        }
        catch (IOException e)
        {
            faults.AddRange(keys.Select(key => new BlobFault(key, e)));
        }
    }

    private List<BlobKey> KeysIn(string folder)
    {
        if (!folders.TryGetValue(folder, out var keys)) folders.Add(folder, keys = []);
        return keys;
    }
}
