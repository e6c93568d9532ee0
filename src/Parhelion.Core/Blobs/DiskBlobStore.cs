using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Stores blobs as files in a folder, named by <see cref="BlobNames"/>. It writes an upload to <c>staging/</c> on the same volume, flushes it and
/// renames it to its final name. Then it flushes the folder. A file under <c>blobs/</c> is therefore always complete.</summary>
public sealed class DiskBlobStore : IBlobStore, INonBlockingBlobStore
{
    // Bytes to collect before a write: large enough for few system calls, small enough for little memory per upload.
    private const int WriteBytes = 128 * 1024;

    private readonly string root;
    private readonly string folder;
    private readonly string blobs;
    private readonly string staging;
    private readonly Durability durability;
    private readonly DiskQuarantine quarantine;
    private readonly bool isBtrfs;

    // Folders that are known to exist and to be flushed into their parents. The index is the first two bytes of the key.
    private readonly bool[] ensured = new bool[1 << 16];

    /// <summary>Opens a store in <paramref name="directory"/> and creates the folder if it does not exist.</summary>
    public DiskBlobStore(string directory, Durability durability)
    {
        root = Path.GetFullPath(directory);
        folder = root + "/";
        blobs = Path.Combine(root, "blobs");
        staging = Path.Combine(root, "staging");
        this.durability = durability;
        MakeFolder(blobs);
        MakeFolder(staging);
        quarantine = new DiskQuarantine(root, durability);
        isBtrfs = OperatingSystem.IsLinux() && new DriveInfo(root).DriveFormat == "btrfs";
        IdentityFile = new DiskStoreIdentityFile(root);
    }

    /// <inheritdoc />
    public IBlobQuarantine Quarantine => quarantine;

    /// <inheritdoc />
    public IPartialBlobStore Partial => throw new NotSupportedException();

    /// <inheritdoc />
    public IStoreIdentityFile IdentityFile { get; }

    /// <inheritdoc />
    public async Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken)
    {
        var staged = Path.Combine(staging, key.Value);
        try
        {
            long length;
            using (var file = FastFileCreation.Create(staged))
            {
                length = await DrainAsync(source, file, cancellationToken);
                if (durability == Durability.Full) DiskFlush.File(file, "a staged upload");
            }

            if (check is not null) await CheckAsync(staged, length, check);
            Publish(staged, key);
            return new BlobWriteResult(length, LateFor: TimeSpan.Zero);
        }
        catch
        {
            Discard(staged);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        try
        {
            var file = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new(new DiskBlob(file, offset, count));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new((Blob?)null);
        }
    }

    /// <inheritdoc />
    public Blob? TryOpen(BlobKey key, long offset, long count) => NonBlockingFile.TryOpen(PathOf(key)) is { } file ? new DiskBlob(file, offset, count) : null;

    /// <inheritdoc />
    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        return new(file.Exists ? file.Length : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var erasure = new BlobFileBatchDeleter(staging, durability, isBtrfs);
        var looksIntoQuarantine = quarantine.MayContainBlobs;
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            erasure.Erase(key, PathOf(key));
            if (looksIntoQuarantine && quarantine.MayContain(key)) erasure.Erase(key, quarantine.PathOf(key));
        }

        return new(erasure.Finish());
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobStoreEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var files = new DirectoryInfo(staging).EnumerateFiles()
            .Concat(new DirectoryInfo(blobs).EnumerateFiles("*", SearchOption.AllDirectories));
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!file.Exists || file.Name is BlobNames.ProbeName || file.FullName == Path.Combine(root, BlobNames.IdentityFile)) continue;
            BlobKey? key = BlobKey.TryParse(file.Name, out var parsed) ? parsed : null;
            yield return new BlobStoreEntry(
                Path.GetRelativePath(root, file.FullName), key, StateOf(file, key), file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(BlobStoreEntry entry, CancellationToken cancellationToken)
    {
        File.Delete(Path.Combine(root, entry.Name));
        return default;
    }

    /// <inheritdoc />
    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => new(FileSystemClock.Now(root));

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        DiskWriteProbe.Run(staging, blobs, durability);
        return Task.CompletedTask;
    }

    private static async Task<long> DrainAsync(PipeReader source, SafeFileHandle file, CancellationToken cancellationToken)
    {
        long length = 0;
        while (true)
        {
            var read = await source.ReadAtLeastAsync(WriteBytes, cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
            Write(file, read.Buffer, length);
            length += read.Buffer.Length;
            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return length;
        }
    }

    private static async Task CheckAsync(string staged, long length, StagedCheck check)
    {
        using var file = File.OpenHandle(staged);
        await check(new StagedFileReader(file, length));
    }

    // Writes on this thread, because the asynchronous calls of .NET would only block another one.
    private static void Write(SafeFileHandle file, ReadOnlySequence<byte> bytes, long offset)
    {
        if (bytes.IsSingleSegment)
        {
            RandomAccess.Write(file, bytes.FirstSpan, offset);
            return;
        }

        var segments = new List<ReadOnlyMemory<byte>>();
        foreach (var segment in bytes) segments.Add(segment);
        RandomAccess.Write(file, segments, offset);
    }

    private BlobStoreEntryKind StateOf(FileInfo file, BlobKey? key)
    {
        if (file.DirectoryName == staging) return BlobStoreEntryKind.Staged;
        return key is { } blob && PathOf(blob) == file.FullName ? BlobStoreEntryKind.Complete : BlobStoreEntryKind.Foreign;
    }

    private void Publish(string staged, BlobKey key)
    {
        var path = PathOf(key);
        var directory = Path.GetDirectoryName(path)!;
        EnsureDirectory(key, directory);
        try
        {
            FastFileCreation.Rename(staged, path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has deleted an empty folder while the server was running.
            Volatile.Write(ref ensured[BlobNames.PrefixOf(key)], false);
            EnsureDirectory(key, directory);
            FastFileCreation.Rename(staged, path);
        }

        if (durability == Durability.Full) FlushOrRetract(directory, path);
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

    // The orphan scan collects a file that cannot be deleted. The caller reports why the write failed, which is the more useful error.
    private static void Discard(string path)
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

    private void MakeFolder(string path)
    {
        if (durability == Durability.Full) DurableFolder.Make(path);
        else Directory.CreateDirectory(path);
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

    private string PathOf(BlobKey key) => BlobNames.Of(key, folder);
}
