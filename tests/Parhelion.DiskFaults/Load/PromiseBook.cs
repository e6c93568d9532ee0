using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.Load;

/// <summary>Writes down what the server has promised, as marks in the log of the disk: a promise after it was heard, an intention before it is sent.
/// What was only intended may or may not have happened.</summary>
/// <param name="disk">The disk; <c>null</c> for a server that nobody holds to its word.</param>
internal sealed class PromiseBook(LoggedDisk? disk)
{
    // By the hash that names an attachment in its receipt.
    private readonly ConcurrentDictionary<string, string> removed = new(StringComparer.Ordinal);

    /// <summary>The server listens: whoever reads its greeting has the credentials.</summary>
    public void Serving() => disk?.Mark(Promises.Serving);

    /// <summary>An upload was answered with 201.</summary>
    public void Stored(string path, byte[] bytes) => disk?.Mark($"{Promises.Stored} {path} {Convert.ToHexStringLower(SHA256.HashData(bytes))}");

    /// <summary>The offset of a resumable upload was told.</summary>
    public void Received(LoadUpload upload) => disk?.Mark($"{Promises.Received} {upload}");

    /// <summary>A resumable upload has become an attachment, or is about to be ended.</summary>
    public void Finishing(LoadUpload upload) => disk?.Mark($"{Promises.Finishing} {upload.Path}");

    /// <summary>The end of a resumable upload was answered with 204.</summary>
    public void Ended(LoadUpload upload) => disk?.Mark($"{Promises.Ended} {upload.Path}");

    /// <summary>A deletion is about to be asked for.</summary>
    public void Removing(IEnumerable<string> paths) => Mark(Promises.Removing, paths);

    /// <summary>A deletion was answered with 200.</summary>
    public void Removed(IReadOnlyList<string> paths)
    {
        Mark(Promises.Removed, paths);
        foreach (var path in paths) removed[Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))] = path;
    }

    /// <summary>Receipts with <c>erasedAt</c> were seen.</summary>
    public void Erased(IEnumerable<string> hashes)
    {
        var paths = new List<string>();
        foreach (var hash in hashes) if (removed.TryRemove(hash, out var path)) paths.Add(path);
        Mark(Promises.Erased, paths);
    }

    /// <summary>Whether receipts are still to come.</summary>
    public bool IsWaiting => !removed.IsEmpty;

    private void Mark(string what, IEnumerable<string> paths)
    {
        foreach (var path in paths) disk?.Mark($"{what} {path}");
    }
}
