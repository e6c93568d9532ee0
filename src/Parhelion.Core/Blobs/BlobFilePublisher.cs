namespace Parhelion.Core.Blobs;

/// <summary>Gives a complete file its final name as a blob, and flushes the folder. Afterwards the blob survives a power cut.</summary>
/// <param name="root">The folder of the store, as an absolute path.</param>
/// <param name="durability">Whether to flush.</param>
internal sealed class BlobFilePublisher(string root, Durability durability)
{
    private readonly string folder = root + "/";
    private readonly string blobs = Path.Combine(root, "blobs");

    // Folders that are known to exist and to be flushed into their parents. The index is the first two bytes of the key.
    private readonly bool[] ensured = new bool[1 << 16];

    /// <summary>Gets the path of a blob.</summary>
    public string PathOf(BlobKey key) => BlobNames.Of(key, folder);

    /// <summary>Renames a flushed file on the same volume.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">The key of the blob.</param>
    /// <param name="isKept">What happens if the folder cannot be flushed. False: the file is deleted. True: it stays under either name, because a client was told
    /// that its bytes are stored.</param>
    /// <exception cref="IOException">The blob is not published, or a blob with this key exists.</exception>
    public void Publish(string file, BlobKey key, bool isKept = false)
    {
        var path = PathOf(key);
        var directory = Path.GetDirectoryName(path)!;
        EnsureDirectory(key, directory);
        try
        {
            FastFileCreation.Rename(file, path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has deleted an empty folder while the server was running.
            Volatile.Write(ref ensured[BlobNames.PrefixOf(key)], false);
            EnsureDirectory(key, directory);
            FastFileCreation.Rename(file, path);
        }

        if (durability != Durability.Full) return;
        if (isKept) DiskFlush.Folder(directory);
        else FlushOrRetract(directory, path);
    }

    /// <summary>Deletes a file of a failed write. The orphan scan collects a file that cannot be deleted. The caller reports why the write failed, which is the
    /// more useful error.</summary>
    public static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    // No row refers to the blob yet, so it can still be deleted.
    private static void FlushOrRetract(string directory, string path)
    {
        try
        {
            DiskFlush.Folder(directory);
        }
        catch
        {
            Discard(path);
            throw;
        }
    }

    private void EnsureDirectory(BlobKey key, string directory)
    {
        ref var known = ref ensured[BlobNames.PrefixOf(key)];
        if (Volatile.Read(ref known)) return;
        Directory.CreateDirectory(directory);
        if (durability == Durability.Full)
        {
            DiskFlush.Folder(Path.GetDirectoryName(directory)!);
            DiskFlush.Folder(blobs);
        }

        Volatile.Write(ref known, true);
    }
}
