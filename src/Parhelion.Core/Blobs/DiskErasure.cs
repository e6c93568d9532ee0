namespace Parhelion.Core.Blobs;

/// <summary>Erases the files of one batch and then flushes each folder that they were in, once. Keys come in runs of one folder
/// (<see cref="BlobKey"/>), so a batch of 500 touches few folders. The folder of staged files is flushed as well: btrfs brings a file back under
/// its first name after a power cut, even where the second one is known to be gone. With <see cref="Durability.Os"/> nothing is flushed.</summary>
internal sealed class DiskErasure(string staging, Durability durability)
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

    /// <summary>Flushes the folders.</summary>
    /// <returns>The blobs that are not erased, or may be back after a power cut, and why.</returns>
    public IReadOnlyList<BlobFault> Finish()
    {
        foreach (var (folder, keys) in folders)
        {
            try
            {
                DiskFlush.Folder(folder);
            }
            catch (IOException e)
            {
                faults.AddRange(keys.Select(key => new BlobFault(key, e)));
            }
        }

        return faults;
    }

    private List<BlobKey> KeysIn(string folder)
    {
        if (!folders.TryGetValue(folder, out var keys)) folders.Add(folder, keys = []);
        return keys;
    }
}
