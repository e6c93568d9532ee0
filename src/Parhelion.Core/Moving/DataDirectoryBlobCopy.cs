using System.Collections.Concurrent;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Copies the blobs of attachments from one data directory to another, for a backup or a restore. If both directories are on the same volume, a large
/// blob gets a hard link instead of a copy.</summary>
/// <remarks>A small blob in a segment (a file that holds many small blobs) is always copied. A blob that the target already has with the right length is not
/// copied or linked again.</remarks>
internal sealed class DataDirectoryBlobCopy(string from, string to, DataDirectoryBlobCopyCounts tally) : IDisposable
{
    private const int Page = 1000;

    // So many small blobs share a flush.
    private const int CopiesAtOnce = 64;

    private readonly string fromFolder = from + "/";
    private readonly string toFolder = to + "/";
    private readonly DiskBlobStore store = new(to, Durability.Full);
    private readonly SegmentFilePool segments = new(from, DiskBlobStore.DefaultOpenSegments);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private bool links = true;

    /// <summary>Copies or links the blob of every row. When the method returns, the names of the files are on the disk.</summary>
    /// <param name="rows">The database with the rows.</param>
    /// <param name="onMissing">Called with each row whose blob does not exist or has another length.</param>
    /// <param name="cancellationToken">Stops the copy between two blobs.</param>
    public async Task CopyAsync(Database rows, Func<AttachmentRow, Task> onMissing, CancellationToken cancellationToken)
    {
        // What a killed run has left: files in staging would have the same names as new ones.
        await foreach (var entry in store.ListAsync(cancellationToken))
        {
            if (entry.State == BlobListingEntryKind.Staged) await store.DeleteAsync(entry, cancellationToken);
        }

        for (var after = ""; ;)
        {
            var start = after;
            var page = await rows.ReadAsync((session, token) => AttachmentTable.ListAsync(session, start, Page, token), cancellationToken);
            await CopyAsync(page, onMissing, cancellationToken);
            FlushFolders();
            if (page.Count < Page) return;
            after = page[^1].Key.Value;
        }
    }

    /// <summary>Erases the blobs that have no row.</summary>
    /// <exception cref="IOException">A blob could not be erased, or its folder could not be flushed.</exception>
    public async Task EraseOthersAsync(Database rows, CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ListAsync(cancellationToken))
        {
            if (entry is not { State: BlobListingEntryKind.Complete, Key: { } key }) continue;
            if (await BlobOwnerLookup.FindAsync(rows, key, cancellationToken) == BlobOwnerKind.Attachment) continue;
            if (await store.DeleteAsync([key], cancellationToken) is [var fault, ..]) throw new IOException(fault.Fault.Message, fault.Fault);
            tally.Erased++;
        }
    }

    /// <summary>Closes the segments.</summary>
    public void Dispose()
    {
        store.Dispose();
        segments.Dispose();
    }

    private async Task CopyAsync(IReadOnlyList<AttachmentRow> rows, Func<AttachmentRow, Task> onMissing, CancellationToken cancellationToken)
    {
        var others = new List<AttachmentRow>();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await IsPresentAsync(row, cancellationToken) && !await TryCopyFileAsync(row, cancellationToken)) others.Add(row);
        }

        var missing = new ConcurrentQueue<AttachmentRow>();
        await Parallel.ForEachAsync(others, new ParallelOptions { MaxDegreeOfParallelism = CopiesAtOnce, CancellationToken = cancellationToken }, async (row, token) =>
        {
            if (!await TryCopyFromSegmentAsync(row, token)) missing.Enqueue(row);
        });
        tally.Copied += others.Count - missing.Count;
        foreach (var row in missing) await onMissing(row);
    }

    private async Task<bool> IsPresentAsync(AttachmentRow row, CancellationToken cancellationToken)
    {
        var present = await store.LengthAsync(row.Key, cancellationToken);
        if (present == row.Size)
        {
            tally.Present++;
            return true;
        }

        if (present is not null && await store.DeleteAsync([row.Key], cancellationToken) is [var fault, ..]) throw new IOException(fault.Fault.Message, fault.Fault);
        return false;
    }

    private async Task<bool> TryCopyFileAsync(AttachmentRow row, CancellationToken cancellationToken)
    {
        var source = BlobNames.Of(row.Key, fromFolder);
        if (new FileInfo(source) is not { Exists: true } blob || blob.Length != row.Size) return false;
        if (links && TryLink(source, BlobNames.Of(row.Key, toFolder)))
        {
            tally.Linked++;
            return true;
        }

        try
        {
            await using var stream = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            links = false;
            await store.WriteAsync(row.Key, PipeReader.Create(stream), cancellationToken);
            tally.Copied++;
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The blob was removed in this moment.
            return false;
        }
    }

    private async Task<bool> TryCopyFromSegmentAsync(AttachmentRow row, CancellationToken cancellationToken)
    {
        if (segments.Find(row.Key) is not { } place) return false;
        await using var blob = new SmallBlobReader(place, 0, place.Slot.Length);
        if (place.Slot.State != SegmentEntryState.Live || blob.Length != row.Size) return false;
        // At most DiskBlobStore.SmallBytes.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        try
        {
            await blob.CopyToAsync(pipe.Writer, cancellationToken);
        }
        catch (BlobDeletedDuringReadException)
        {
            return false;
        }

        await pipe.Writer.CompleteAsync();
        await store.WriteAsync(row.Key, pipe.Reader, cancellationToken);
        return true;
    }

    private bool TryLink(string source, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        if (folders.Add(folder)) DurableFolder.Make(folder);
        return HardLink.TryMake(source, target);
    }

    private void FlushFolders()
    {
        foreach (var folder in folders) DiskFlush.Folder(folder);
        folders.Clear();
    }
}
