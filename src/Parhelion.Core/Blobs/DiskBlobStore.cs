using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Stores blobs as files in a folder, named by <see cref="BlobNames"/>. An upload is first written to <c>staging/</c> on the same volume and flushed.
/// The store then renames the file to its final name and flushes the folder. Every file under <c>blobs/</c> is therefore complete.</summary>
/// <remarks>The bytes of a resumable upload stay in <c>partial/</c> until the upload is complete.</remarks>
public sealed class DiskBlobStore : IBlobStore, INonBlockingBlobStore
{
    // Bytes to collect before a write: large enough for few system calls, small enough for little memory per upload.
    private const int WriteBytes = 128 * 1024;

    private readonly string root;
    private readonly string blobs;
    private readonly string staging;
    private readonly string unfinished;
    private readonly Durability durability;
    private readonly BlobFilePublisher publisher;
    private readonly DiskQuarantine quarantine;
    private readonly StorageMetrics? metrics;
    private readonly bool isBtrfs;

    /// <summary>Opens a store in <paramref name="directory"/> and creates the folder if it does not exist.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="durability">Whether to flush what is written.</param>
    /// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
    public DiskBlobStore(string directory, Durability durability, StorageMetrics? metrics = null)
    {
        this.metrics = metrics;
        root = Path.GetFullPath(directory);
        blobs = Path.Combine(root, "blobs");
        staging = Path.Combine(root, "staging");
        unfinished = Path.Combine(root, BlobNames.PartialFolder);
        this.durability = durability;
        MakeFolder(blobs);
        MakeFolder(staging);
        MakeFolder(unfinished);
        publisher = new BlobFilePublisher(root, durability, metrics);
        Partial = new DiskPartialBlobStore(unfinished, durability, publisher, metrics);
        quarantine = new DiskQuarantine(root, durability);
        isBtrfs = HostSystem.IsLinux && new DriveInfo(root).DriveFormat == "btrfs";
        IdentityFile = new DiskStoreIdentityFile(root);
    }

    /// <inheritdoc />
    public IBlobQuarantine Quarantine => quarantine;

    /// <inheritdoc />
    public IPartialBlobStore Partial { get; }

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
                if (durability == Durability.Full) Flush(file);
            }

            if (check is not null) await CheckAsync(staged, length, check);
            publisher.Publish(staged, key);
            return new BlobWriteResult(length, LateFor: TimeSpan.Zero);
        }
        catch
        {
            BlobFilePublisher.Discard(staged);
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
    public Blob? TryOpen(BlobKey key, long offset, long count) => PageCachedFile.TryOpen(PathOf(key)) is { } file ? new DiskBlob(file, offset, count) : null;

    /// <inheritdoc />
    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        return new(file.Exists ? file.Length : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var erasure = new BlobFileBatchDeleter([staging, unfinished], durability, isBtrfs, metrics);
        var looksIntoQuarantine = quarantine.MayContainBlobs;
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            erasure.Erase(key, PathOf(key));
            // What a crash left of the write. A rendition has a row before its bytes, so that its attachment can be removed before the orphan scan has come.
            erasure.Erase(key, Path.Combine(staging, key.Value));
            if (looksIntoQuarantine && quarantine.MayContain(key)) erasure.Erase(key, quarantine.PathOf(key));
        }

        return new(erasure.Finish());
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobStoreEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var files = new DirectoryInfo(staging).EnumerateFiles()
            .Concat(new DirectoryInfo(unfinished).EnumerateFiles())
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
            ByteSequenceFileWriter.Write(file, read.Buffer, length);
            length += read.Buffer.Length;
            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return length;
        }
    }

    private void Flush(SafeFileHandle file)
    {
        var begun = Stopwatch.GetTimestamp();
        DiskFlush.File(file, "a staged upload");
        metrics?.FileFlushed(begun);
    }

    private static async Task CheckAsync(string staged, long length, StagedCheck check)
    {
        using var file = File.OpenHandle(staged);
        await check(new StagedFileReader(file, length));
    }

    private BlobStoreEntryKind StateOf(FileInfo file, BlobKey? key)
    {
        if (file.DirectoryName == staging) return BlobStoreEntryKind.Staged;
        if (file.DirectoryName == unfinished && key is not null) return BlobStoreEntryKind.Partial;
        return key is { } blob && PathOf(blob) == file.FullName ? BlobStoreEntryKind.Complete : BlobStoreEntryKind.Foreign;
    }

    private void MakeFolder(string path)
    {
        if (durability == Durability.Full) DurableFolder.Make(path);
        else Directory.CreateDirectory(path);
    }

    private string PathOf(BlobKey key) => publisher.PathOf(key);
}
