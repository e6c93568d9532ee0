using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Stores blobs in a folder. A blob has a file of its own, named by <see cref="BlobNames"/>, or is in a segment. A segment is a file below <c>segments/</c>
/// that holds many blobs of at most <see cref="SmallBytes"/> bytes (<see cref="SegmentFile"/>; docs/decisions/0035-segments.md). The store writes segments only
/// if they are turned on and the file system supports them.
/// </summary>
/// <remarks>An upload that gets a file of its own is first written to <c>staging/</c> on the same volume and flushed. The store then renames the file to its
/// final name and flushes the folder. Every file under <c>blobs/</c> is therefore complete. The bytes of a resumable upload stay in <c>partial/</c> until the
/// upload is complete, and then become a file below <c>blobs/</c>.</remarks>
public sealed class DiskBlobStore : IBlobStore, INonBlockingBlobStore, IDisposable
{
    /// <summary>Size of the largest blob in a segment, in bytes. An upload collects so many bytes before it writes: large enough for few system calls, small
    /// enough for little memory per upload.</summary>
    public const int SmallBytes = 128 * 1024;

    /// <summary>How many segments a store keeps open unless it is told otherwise.</summary>
    public const int DefaultOpenSegments = 16;

    private readonly string root;
    private readonly string blobs;
    private readonly string staging;
    private readonly string unfinished;
    private readonly Durability durability;
    private readonly BlobFilePublisher publisher;
    private readonly DiskQuarantine quarantine;
    private readonly FlushMetrics? metrics;
    private readonly bool isBtrfs;
    private readonly SegmentFilePool segments;
    private readonly SegmentBlobListing segmentListing;
    private readonly SegmentFileWriter segmentWriter;
    private readonly Lazy<bool> writesSegments;

    /// <summary>Opens a store in <paramref name="directory"/> and creates the folder if it does not exist.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="durability">Whether to flush what is written.</param>
    /// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
    /// <param name="writesSegments">Whether small blobs are written to segments, where the file system can do that. Segments that exist are always read.</param>
    /// <param name="openSegments">How many segments are kept open, at least 3. Reads that are under way may keep more open.</param>
    public DiskBlobStore(string directory, Durability durability, FlushMetrics? metrics = null, bool writesSegments = true, int openSegments = DefaultOpenSegments)
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
        isBtrfs = PlatformFeatures.IsLinux && new DriveInfo(root).DriveFormat == "btrfs";
        segments = new SegmentFilePool(root, openSegments);
        segmentListing = new SegmentBlobListing(root, segments);
        segmentWriter = new SegmentFileWriter(segments, durability, metrics);
        this.writesSegments = new Lazy<bool>(() => writesSegments && SegmentFileSystemCheck.Find(staging, isBtrfs));
        quarantine = new DiskQuarantine(root, durability, segments);
        IdentityFile = new DiskStoreIdentityFile(root);
    }

    /// <inheritdoc />
    public IOrphanQuarantine Quarantine => quarantine;

    /// <inheritdoc />
    public IPartialBlobStore Partial { get; }

    /// <inheritdoc />
    public IStoreIdentityFile IdentityFile { get; }

    /// <summary>Whether a blob has a file of its own, so that another program can read it.</summary>
    public bool HasFile(BlobKey key) => File.Exists(PathOf(key));

    /// <inheritdoc />
    public async Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken)
    {
        StagedSegmentUpload? small = null;
        var length = 0L;
        if (writesSegments.Value)
        {
            var read = await source.ReadAtLeastAsync(SmallBytes + 1, cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
            if (read.Buffer.Length > SmallBytes)
            {
                source.AdvanceTo(read.Buffer.Start);
            }
            else
            {
                length = read.Buffer.Length;
                small = segmentWriter.Begin(key, read.Buffer);
                source.AdvanceTo(read.Buffer.End);
            }
        }

        using (small)
        {
            // Some readers report the end with a read of its own.
            if (small is not null && await IsAtEndAsync(source, cancellationToken))
            {
                if (check is not null) await check(small.Reader);
                await small.PublishAsync();
                return new BlobWriteResult(length, LateFor: TimeSpan.Zero);
            }

            return await WriteFileAsync(key, source, small?.Reader, check, cancellationToken);
        }
    }

    // The source may have given its first bytes before, as if they were all.
    private async Task<BlobWriteResult> WriteFileAsync(BlobKey key, PipeReader source, StagedFileReader? begin, StagedCheck? check, CancellationToken cancellationToken)
    {
        var staged = Path.Combine(staging, key.Value);
        try
        {
            long length;
            using (var file = NativeFileOperations.Create(staged))
            {
                length = begin is null ? 0 : await CopyAsync(begin, file, cancellationToken);
                length = await ByteSequenceFileWriter.CopyAsync(source, file, length, cancellationToken);
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
    public ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        // A range that a small blob can have is looked for in the segments first.
        var mayBeSmall = offset + count <= SmallBytes;
        if (mayBeSmall && OpenSmall(key, offset, count) is { } small) return new(small);
        try
        {
            var file = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new(new OpenFileBlob(file, offset, count));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(mayBeSmall ? null : OpenSmall(key, offset, count));
        }
    }

    /// <inheritdoc />
    public OpenBlob? TryOpen(BlobKey key, long offset, long count)
    {
        if (offset + count <= SmallBytes && segments.TryFind(key) is { } place)
        {
            if (place.Slot.State == SegmentEntryState.Live) return new SmallBlobReader(place, offset, count);
            place.Segment.Dispose();
            return null;
        }

        return PageCacheReader.TryOpen(PathOf(key)) is { } file ? new OpenFileBlob(file, offset, count) : null;
    }

    /// <inheritdoc />
    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        if (file.Exists) return new(file.Length);
        if (segments.Find(key) is not { } place) return new((long?)null);
        using (place.Segment) return new(place.Slot.State == SegmentEntryState.Live ? place.Slot.Length : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var erasure = new BlobFileBatchDeleter([staging, unfinished], durability, isBtrfs, metrics);
        var segmentErasure = new SegmentBatchEraser(segments, durability, metrics);
        var looksIntoQuarantine = quarantine.MayContainBlobs;
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!segmentErasure.Erase(key) || HasFile(key))
            {
                erasure.Erase(key, PathOf(key));
                // What a crash left of the write. A rendition has a row before its bytes, so that its attachment can be removed before the orphan scan has come.
                erasure.Erase(key, Path.Combine(staging, key.Value));
            }

            if (looksIntoQuarantine && quarantine.MayContain(key)) erasure.Erase(key, quarantine.PathOf(key));
        }

        return new([.. erasure.Finish(), .. segmentErasure.Finish()]);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobListingEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
            yield return new BlobListingEntry(
                Path.GetRelativePath(root, file.FullName), key, StateOf(file, key), file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }

        foreach (var entry in segmentListing.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(BlobListingEntry entry, CancellationToken cancellationToken)
    {
        if (!segmentListing.Delete(entry, durability)) File.Delete(Path.Combine(root, entry.Name));
        return default;
    }

    /// <inheritdoc />
    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => new(FileSystemClock.Now(root));

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        DiskWriteProbe.Run(staging, blobs, durability);
        if (Directory.Exists(segments.Root)) DiskWriteProbe.Run(staging, segments.Root, durability);
        return Task.CompletedTask;
    }

    /// <summary>Closes the segments that the store keeps open. No upload may be under way.</summary>
    public void Dispose()
    {
        segmentWriter.Dispose();
        segments.Dispose();
    }

    private static async ValueTask<bool> IsAtEndAsync(PipeReader source, CancellationToken cancellationToken)
    {
        var read = await source.ReadAsync(cancellationToken);
        if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
        var isAtEnd = read.IsCompleted && read.Buffer.IsEmpty;
        source.AdvanceTo(read.Buffer.Start);
        return isAtEnd;
    }

    private static async Task<long> CopyAsync(StagedFileReader from, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var bytes = new byte[from.Length];
        var length = await from.ReadAsync(bytes, 0, cancellationToken);
        RandomAccess.Write(file, bytes.AsSpan(0, length), 0);
        return length;
    }

    private SmallBlobReader? OpenSmall(BlobKey key, long offset, long count)
    {
        if (segments.Find(key) is not { } place) return null;
        if (place.Slot.State == SegmentEntryState.Live) return new SmallBlobReader(place, offset, count);
        place.Segment.Dispose();
        return null;
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

    private BlobListingEntryKind StateOf(FileInfo file, BlobKey? key)
    {
        if (file.DirectoryName == staging) return BlobListingEntryKind.Staged;
        if (file.DirectoryName == unfinished && key is not null) return BlobListingEntryKind.Partial;
        return key is { } blob && PathOf(blob) == file.FullName ? BlobListingEntryKind.Complete : BlobListingEntryKind.Foreign;
    }

    private void MakeFolder(string path)
    {
        if (durability == Durability.Full) DurableFolder.Make(path);
        else Directory.CreateDirectory(path);
    }

    private string PathOf(BlobKey key) => publisher.PathOf(key);
}
