using System.Collections.Concurrent;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Moving;

/// <summary>Brings the bytes of attachments to the new store, before their rows: hashed on the way, so that wrong ones are never published there, and
/// once more as the new store gives them back. Several at once, since small ones wait more than they move; memory is the same for any size.</summary>
internal sealed class BlobCopy(StorageLocation from, StorageLocation to, BlobCopyCounts tally, MoveProgress progress, Action<string> report)
{
    /// <summary>Blobs on their way at one time.</summary>
    public const int AtOnce = 8;

    // A store that is out of reach is no fault of so many blobs.
    private const int MostUnreadable = 100;

    private readonly ConcurrentDictionary<BlobKey, byte> faulty = [];
    private readonly Lock gate = new();
    private int unreadable;

    /// <summary>Brings the bytes of these rows, where they are not there already; what became of each.</summary>
    /// <exception cref="IOException">The new store fails, or the present one can no longer be read at all.</exception>
    public async Task<BlobCopyOutcome[]> BringAsync(IReadOnlyList<MovedBlob> blobs, CancellationToken cancellationToken)
    {
        var outcomes = new BlobCopyOutcome[blobs.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, blobs.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => outcomes[i] = await BringAsync(blobs[i], token));
        return outcomes;
    }

    /// <summary>Whether the new store has a blob of this size.</summary>
    public async ValueTask<bool> HasAsync(MovedBlob blob, CancellationToken cancellationToken) =>
        await to.Blobs.LengthAsync(blob.Key, cancellationToken) == blob.Size;

    /// <summary>Erases blobs whose rows are gone. What cannot be erased is reported; the sweep of the new installation finds it.</summary>
    public async Task EraseAsync(IReadOnlyList<MovedBlob> blobs, CancellationToken cancellationToken)
    {
        if (blobs.Count == 0) return;
        foreach (var fault in await to.Blobs.DeleteAsync([.. blobs.Select(blob => blob.Key)], cancellationToken))
        {
            Report($"not erased at the new store, {fault.Fault.Message}: {fault.Key}");
        }
    }

    private async Task<BlobCopyOutcome> BringAsync(MovedBlob blob, CancellationToken cancellationToken)
    {
        if (faulty.ContainsKey(blob.Key)) return BlobCopyOutcome.Faulty;
        if (await IsThereAsync(blob, cancellationToken))
        {
            tally.AddFound();
            progress.AddBlob(blob.Size);
            return BlobCopyOutcome.Brought;
        }

        var fault = await CopyAsync(blob, cancellationToken);
        if (fault is null && !await IsThereAsync(blob, cancellationToken)) fault = "the new store gives back other bytes than it was given";
        if (fault is null)
        {
            tally.AddCopied(blob.Size);
            progress.AddBlob(blob.Size);
            return BlobCopyOutcome.Brought;
        }

        // The present installation may be running: what it has removed meanwhile is not missing.
        var isThere = await from.Database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, blob.Key, token), cancellationToken);
        if (!isThere) return BlobCopyOutcome.Gone;
        faulty.TryAdd(blob.Key, 0);
        Report($"{fault}: {blob.Key} (app {blob.AppId}, {blob.Size} bytes)");
        return BlobCopyOutcome.Faulty;
    }

    // With the right bytes. Wrong ones have no place there, and would stand in the way of a copy.
    private async Task<bool> IsThereAsync(MovedBlob blob, CancellationToken cancellationToken)
    {
        if (await to.Blobs.LengthAsync(blob.Key, cancellationToken) is not { } length) return false;
        if (length == blob.Size && await HashAsync(blob, cancellationToken) is { } hash && hash.AsSpan().SequenceEqual(blob.Sha256)) return true;
        foreach (var fault in await to.Blobs.DeleteAsync([blob.Key], cancellationToken)) throw new IOException(fault.Fault.Message, fault.Fault);
        return false;
    }

    private async Task<byte[]?> HashAsync(MovedBlob blob, CancellationToken cancellationToken)
    {
        await using var open = await to.Blobs.OpenAsync(blob.Key, 0, blob.Size, cancellationToken);
        return open is null ? null : await BlobHasher.OfAsync(open, cancellationToken);
    }

    // What is wrong with the bytes of the present store, or null.
    private async Task<string?> CopyAsync(MovedBlob blob, CancellationToken cancellationToken)
    {
        Blob? open;
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
            return open.Length == blob.Size ? await PourAsync(blob, open, cancellationToken) : $"wrong size, {open.Length} bytes";
        }
    }

    private async Task<string?> PourAsync(MovedBlob blob, Blob open, CancellationToken cancellationToken)
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
            if (writeFault is not null) throw new IOException($"The new store fails: {writeFault.Message}", writeFault);
            Interlocked.Exchange(ref unreadable, 0);
            return null;
        }

        // Before the store learns that this was all: what is wrong is never published.
        ValueTask JudgeAsync(CancellationToken token)
        {
            isWrong = hashingReader!.Length != blob.Size || !hashingReader.Hash().AsSpan().SequenceEqual(blob.Sha256);
            return isWrong ? throw new InvalidDataException("The bytes are not those of the row.") : default;
        }
    }

    // By the clock of this machine, as the new installation has none yet.
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

    // One blob that cannot be read is a fault of that blob; a store that does not answer is none of its attachments.
    private async Task<string> UnreadableAsync(Exception fault, CancellationToken cancellationToken)
    {
        await from.Blobs.Mark.ReadAsync(cancellationToken);
        if (Interlocked.Increment(ref unreadable) >= MostUnreadable)
        {
            throw new IOException($"{MostUnreadable} blobs one after the other could not be read from the present store: {fault.Message}", fault);
        }

        return $"unreadable, {fault.Message}";
    }
}

/// <summary>What became of a blob.</summary>
internal enum BlobCopyOutcome
{
    /// <summary>It is at the new store, with the right hash.</summary>
    Brought,

    /// <summary>Its bytes are missing or wrong.</summary>
    Faulty,

    /// <summary>The present installation has removed it meanwhile.</summary>
    Gone,
}

/// <summary>A blob as its row describes it.</summary>
internal sealed record MovedBlob(BlobKey Key, string AppId, long Size, byte[] Sha256)
{
    private static readonly int AppIdAt = CopiedTables.Attachments.IndexOf("app_id");
    private static readonly int SizeAt = CopiedTables.Attachments.IndexOf("size");
    private static readonly int HashAt = CopiedTables.Attachments.IndexOf("sha256");

    /// <summary>The blob of a row of <see cref="CopiedTables.Attachments"/>.</summary>
    public static MovedBlob Of(CopiedRow row) =>
        new(BlobKey.Parse(row.Key[0]), (string)row.Values[AppIdAt]!, (long)row.Values[SizeAt]!, (byte[])row.Values[HashAt]!);

    /// <summary>Whether another row describes the same bytes.</summary>
    public bool IsSameAs(MovedBlob other) => Size == other.Size && Sha256.AsSpan().SequenceEqual(other.Sha256);
}
