using System.Collections.Concurrent;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Moving;

/// <summary>Copies blobs of attachments to another blob store, when an installation is moved there. The SHA-256 of each blob is verified twice: before the
/// target store publishes the blob, and again by reading the stored bytes.</summary>
/// <remarks>Blobs are copied before the rows of their attachments. Several blobs are copied at the same time, because latency dominates for small blobs. The
/// memory used does not depend on the size of the blobs.</remarks>
internal sealed class BlobCopy(InstallationStorage from, InstallationStorage to, BlobCopyCounts tally, MoveProgress progress, Action<string> report)
{
    /// <summary>Number of blobs that are copied concurrently.</summary>
    public const int AtOnce = 8;

    // After so many unreadable blobs in a row, the store itself has failed.
    private const int MaxUnreadable = 100;

    private readonly ConcurrentDictionary<BlobKey, byte> faulty = [];
    private readonly Lock gate = new();
    private int unreadable;

    /// <summary>Copies the blobs that the target store does not have yet. Returns the outcome for each.</summary>
    /// <exception cref="IOException">The target store fails, or the source store can no longer be read at all.</exception>
    public async Task<BlobCopyOutcome[]> CopyAsync(IReadOnlyList<BlobToCopy> blobs, CancellationToken cancellationToken)
    {
        var outcomes = new BlobCopyOutcome[blobs.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, blobs.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => outcomes[i] = await CopyAsync(blobs[i], token));
        return outcomes;
    }

    /// <summary>Whether the target store has a blob of this size.</summary>
    public async ValueTask<bool> HasAsync(BlobToCopy blob, CancellationToken cancellationToken) =>
        await to.Blobs.LengthAsync(blob.Key, cancellationToken) == blob.Size;

    /// <summary>Erases blobs whose rows were deleted. Reports a blob that cannot be erased; the
    /// orphan scan of the target installation finds it later.</summary>
    public async Task EraseAsync(IReadOnlyList<BlobToCopy> blobs, CancellationToken cancellationToken)
    {
        if (blobs.Count == 0) return;
        foreach (var fault in await to.Blobs.DeleteAsync([.. blobs.Select(blob => blob.Key)], cancellationToken))
        {
            Report($"not erased from the new store, {fault.Fault.Message}: {fault.Key}");
        }
    }

    private async Task<BlobCopyOutcome> CopyAsync(BlobToCopy blob, CancellationToken cancellationToken)
    {
        if (faulty.ContainsKey(blob.Key)) return BlobCopyOutcome.Faulty;
        if (await IsThereAsync(blob, cancellationToken))
        {
            tally.AddFound();
            progress.AddBlob(blob.Size);
            return BlobCopyOutcome.Brought;
        }

        var fault = await CopyBytesAsync(blob, cancellationToken);
        if (fault is null && !await IsThereAsync(blob, cancellationToken)) fault = "the new store returns different bytes than were written";
        if (fault is null)
        {
            tally.AddCopied(blob.Size);
            progress.AddBlob(blob.Size);
            return BlobCopyOutcome.Brought;
        }

        // The source installation may be in use. A blob that it has removed meanwhile is not missing.
        var isThere = await from.Database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, blob.Key, token), cancellationToken);
        if (!isThere) return BlobCopyOutcome.Gone;
        faulty.TryAdd(blob.Key, 0);
        Report($"{fault}: {blob.Key} (app {blob.AppId}, {blob.Size} bytes)");
        return BlobCopyOutcome.Faulty;
    }

    // Compares the hash as well. A blob with wrong bytes is erased, because it would prevent a correct copy.
    private async Task<bool> IsThereAsync(BlobToCopy blob, CancellationToken cancellationToken)
    {
        if (await to.Blobs.LengthAsync(blob.Key, cancellationToken) is not { } length) return false;
        if (length == blob.Size && await HashAsync(blob, cancellationToken) is { } hash && hash.AsSpan().SequenceEqual(blob.Sha256)) return true;
        foreach (var fault in await to.Blobs.DeleteAsync([blob.Key], cancellationToken)) throw new IOException(fault.Fault.Message, fault.Fault);
        return false;
    }

    private async Task<byte[]?> HashAsync(BlobToCopy blob, CancellationToken cancellationToken)
    {
        await using var open = await to.Blobs.OpenAsync(blob.Key, 0, blob.Size, cancellationToken);
        return open is null ? null : await BlobHasher.OfAsync(open, cancellationToken);
    }

    // Returns what is wrong with the bytes of the source store, or null.
    private async Task<string?> CopyBytesAsync(BlobToCopy blob, CancellationToken cancellationToken)
    {
        OpenBlob? open;
        try
        {
            open = await from.Blobs.OpenAsync(blob.Key, 0, blob.Size, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await UnreadableAsync(e, cancellationToken);
        }

        if (open is null) return "missing blob";
        await using (open)
        {
            return open.Length == blob.Size ? await WriteAsync(blob, open, cancellationToken) : $"wrong size, {open.Length} bytes";
        }
    }

    private async Task<string?> WriteAsync(BlobToCopy blob, OpenBlob open, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var filling = BlobHasher.FillAsync(open, pipe.Writer, cancellationToken);
        var isWrong = false;
        HashingPipeReader? hashingReader = null;
        using (hashingReader = new HashingPipeReader(pipe.Reader, blob.Size, JudgeAsync))
        {
            Exception? writeFault = null;
            try
            {
                await RecordAsync(blob.Key, await to.Blobs.WriteAsync(blob.Key, hashingReader, cancellationToken));
            }
            catch (Exception e)
            {
                writeFault = e;
            }

            await pipe.Reader.CompleteAsync();
            var readFault = await filling;
            cancellationToken.ThrowIfCancellationRequested();
            if (isWrong) return "wrong hash";
            if (readFault is not null) return await UnreadableAsync(readFault, cancellationToken);
            if (writeFault is not null) throw new IOException($"Writing to the new store failed: {writeFault.Message}", writeFault);
            Interlocked.Exchange(ref unreadable, 0);
            return null;
        }

        // Runs before the target store sees the end of the bytes, so that it never publishes wrong ones.
        ValueTask JudgeAsync(CancellationToken token)
        {
            isWrong = hashingReader!.Length != blob.Size || !hashingReader.Hash().AsSpan().SequenceEqual(blob.Sha256);
            return isWrong ? throw new InvalidDataException("The bytes do not match the row.") : default;
        }
    }

    // Uses the clock of this machine, because the target installation has none yet.
    private async Task RecordAsync(BlobKey key, BlobWriteResult write)
    {
        if (write.LateFor == TimeSpan.Zero) return;
        var until = TimeProvider.System.GetUtcNow() + write.LateFor;
        await to.Database.WriteAsync(
            async session =>
            {
                await LateWriteTable.InsertAsync(session, key, until);
                return true;
            },
            CancellationToken.None);
    }

    private void Report(string finding)
    {
        tally.AddFault();
        lock (gate) report(finding);
    }

    // Reading the identity file throws if the whole store is unreachable. Otherwise only this blob is unreadable.
    private async Task<string> UnreadableAsync(Exception fault, CancellationToken cancellationToken)
    {
        await from.Blobs.IdentityFile.ReadAsync(cancellationToken);
        if (Interlocked.Increment(ref unreadable) >= MaxUnreadable)
        {
            throw new IOException($"{MaxUnreadable} consecutive blobs could not be read from the current store: {fault.Message}", fault);
        }

        return $"unreadable, {fault.Message}";
    }
}
