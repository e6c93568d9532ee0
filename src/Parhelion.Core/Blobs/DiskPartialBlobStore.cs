using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Stores the bytes of each unfinished resumable upload in a file of its own in the folder <c>partial/</c>. A writer creates this file when it writes
/// the first bytes, and then appends to it. The file is open only while its writer is open, so an idle upload holds no file descriptor.</summary>
/// <param name="folder">Path of the folder <c>partial/</c>, which must exist.</param>
/// <param name="durability">Whether to flush.</param>
/// <param name="publisher">Gives complete files their final names.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class DiskPartialBlobStore(string folder, Durability durability, BlobFilePublisher publisher, FlushMetrics? metrics = null) : IPartialBlobStore
{
    // The open writers of this process. No other process uses the folder.
    private readonly ConcurrentDictionary<BlobKey, DiskPartialBlobWriter> writers = new();

    /// <inheritdoc />
    public ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken)
    {
        End(key);
        var path = PathOf(key);
        Withdraw(publisher.PathOf(key), path, state);
        var file = OpenFile(path, state);
        var writer = new DiskPartialBlobWriter(key, path, file, state.Length, durability, publisher, metrics) { Closed = Forget };
        writers[key] = writer;
        return new(writer);
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken)
    {
        End(key);
        var path = PathOf(key);
        if (!File.Exists(path)) return default;
        File.Delete(path);
        if (durability == Durability.Full) DiskFlush.Folder(folder);
        return default;
    }

    // The caller allows one writer at a time. Should an earlier one still write, its bytes must not come between those of the next.
    private void End(BlobKey key)
    {
        if (writers.TryRemove(key, out var writer)) writer.End();
    }

    private void Forget(DiskPartialBlobWriter writer) => writers.TryRemove(KeyValuePair.Create(writer.Key, writer));

    // The server may stop between publishing a blob and recording it. The upload is still open then, and nobody can read the blob. Its file becomes the partial
    // blob again, because the published blob may have bytes that were never recorded.
    private static void Withdraw(string blob, string path, PartialBlobState state)
    {
        if (!File.Exists(blob)) return;
        // After a power cut, btrfs can bring a file back under its earlier name.
        if (new FileInfo(path) is { Exists: true } file && file.Length >= state.Length) File.Delete(blob);
        else File.Move(blob, path, overwrite: true);
    }

    private static SafeFileHandle? OpenFile(string path, PartialBlobState state)
    {
        if (state.Length == 0)
        {
            File.Delete(path);
            return null;
        }

        if (!File.Exists(path)) throw new PartialBlobLostException();
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length < state.Length) throw new PartialBlobLostException();
            if (length > state.Length) RandomAccess.SetLength(file, state.Length);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private string PathOf(BlobKey key) => Path.Combine(folder, key.Value);
}
