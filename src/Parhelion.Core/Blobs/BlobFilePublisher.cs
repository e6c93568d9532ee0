using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Renames the complete file of an upload to the final name of its blob, and flushes the folder. The flush makes the new name survive a power cut.
/// With <see cref="Durability.Os"/> nothing is flushed.</summary>
/// <param name="root">The folder of the store, as an absolute path.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class BlobFilePublisher(string root, Durability durability, FlushMetrics? metrics = null)
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
    /// <param name="isKept">Whether the file stays when the folder cannot be flushed. Set this when a client was told that the bytes are stored. The file then
    /// stays under its old or its new name. Otherwise the file is deleted.</param>
    /// <exception cref="IOException">The blob is not published, or a blob with this key exists.</exception>
    public void Publish(string file, BlobKey key, bool isKept = false)
    {
        var path = PathOf(key);
        var directory = Path.GetDirectoryName(path)!;
        EnsureDirectory(key, directory);
        try
        {
            NativeFileOperations.Rename(file, path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has deleted an empty folder while the server was running.
            Volatile.Write(ref ensured[BlobNames.PrefixOf(key)], false);
            EnsureDirectory(key, directory);
            NativeFileOperations.Rename(file, path);
        }

        if (durability != Durability.Full) return;
        var begun = Stopwatch.GetTimestamp();
        if (isKept) DiskFlush.Folder(directory);
        else FlushOrRetract(directory, path);
        metrics?.FolderFlushed(begun);
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
