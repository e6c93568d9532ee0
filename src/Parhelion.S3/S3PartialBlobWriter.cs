using System.Buffers;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Appends bytes to a partial blob in the bucket. The bytes are buffered in a <see cref="Spool"/>. Each full part is sent to the store while more
/// bytes arrive.</summary>
/// <remarks>Part numbers start at 1 and have no gaps, even if a later writer continues the upload. Ceph refuses to complete an upload while it has parts that
/// the completion does not name, and OpenStack Swift keeps such parts for ever. A writer must therefore replace the parts that an earlier writer sent but did
/// not report. An earlier writer may still send a part after this writer has sent the part with the same number. The recorded ETag is then wrong, the store
/// refuses the completion, and the upload is lost. The bytes of two writers never mix.</remarks>
internal sealed class S3PartialBlobWriter : IPartialBlobWriter
{
    /// <summary>Largest number of tail objects. If a request would add one more tail object, the writer merges the tail objects.</summary>
    public const int MaxTails = 16;

    private readonly S3PartialBlob blob;
    private readonly Spool spool;
    private readonly string id;
    private readonly bool isContinued;

    // The tail objects of the part that is being filled, and those of them whose bytes are not in the spool.
    private IReadOnlyList<S3TailObject> tails;
    private IReadOnlyList<S3TailObject> unloaded;
    private S3PartSender? sender;
    private PartialBlobState saved;
    private bool hasTails;
    private bool hasFailed;

    // Whether a state with the multipart upload was given to the caller, or the object may exist. Otherwise nobody could ever continue the multipart upload.
    private bool isNamed;

    /// <summary>Opens a writer whose state the store has confirmed.</summary>
    public S3PartialBlobWriter(S3PartialBlob blob, PartialBlobState state)
    {
        id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        // Two writers of a node may be open at the same time, so each has a file of its own.
        (this.blob, saved, spool) = (blob, state, new Spool($"{blob.SpoolFile}.{id}", state.Length));
        (isContinued, isNamed) = (state.IsContinued, state.Parts is not null);
        var parts = S3PartialState.Parse(state.Parts);
        (tails, unloaded, hasTails) = (parts.Tails, parts.Tails, parts.Tails.Count > 0);
        if (parts.UploadId is { } upload) sender = new S3PartSender(new S3MultipartUpload(blob.Target, upload), spool, blob.Sending, parts.Sent);
    }

    /// <inheritdoc />
    public long Length => spool.Length;

    /// <inheritdoc />
    public PartialBlobState Saved
    {
        get
        {
            sender?.Collect();
            isNamed |= sender?.Sent.Count > 0;
            var length = (sender?.Sent.Count ?? 0) * (long)Spool.PartBytes;
            // The tail objects of a part count no longer once the part is there.
            if (length > saved.Length) saved = new PartialBlobState(length, S3PartialState.Of(sender, []).ToString());
            return saved;
        }
    }

    // Where the part begins that is being filled.
    private long PartStart => (sender?.Begun ?? 0) * (long)Spool.PartBytes;

    /// <inheritdoc />
    public async ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        RequireIntact();
        try
        {
            foreach (var segment in bytes) await TakeAsync(segment, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            hasFailed = true;
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<PartialBlobState> SaveAsync()
    {
        // What came before a failure may be saved already, or soon.
        if (hasFailed) await FinishSendingAsync();
        if (hasFailed || Saved.Length == Length) return Saved;
        try
        {
            if (spool.IsFull) await WriteAsync(CancellationToken.None);
            if (sender is not null) await sender.FinishAsync();
            if (Saved.Length < Length) await SaveTailAsync();
            return Saved;
        }
        catch
        {
            hasFailed = true;
            await FinishSendingAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<int> ReadStartAsync(Memory<byte> start)
    {
        RequireIntact();
        await LoadTailsAsync();
        await WriteRestAsync();
        await using var content = spool.Read(0, (int)Math.Min(start.Length, Length));
        return await content.ReadAtLeastAsync(start, (int)content.Length, throwOnEndOfStream: false);
    }

    /// <inheritdoc />
    public async Task<BlobWriteResult> PublishAsync(StagedCheck? check)
    {
        RequireIntact();
        // Whatever happens, this writer is used up.
        (hasFailed, isNamed) = (true, true);
        try
        {
            var isRepeated = sender is null ? await PutAsync(check) : await CompleteAsync(sender, check);
            blob.Note(true);
            if (hasTails) await TryDeleteTailsAsync();
            return new BlobWriteResult(Length, isRepeated || (sender is null && isContinued) ? S3Upload.LongestRequest : TimeSpan.Zero);
        }
        catch (IOException e)
        {
            blob.Note(false);
            if (S3ResponseChecks.IsLostUpload(e.InnerException)) throw new PartialBlobLostException();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (sender is not null) await sender.DisposeAsync();
        if (sender is not null && !isNamed) await TryAbortAsync(sender.Upload);
        spool.Dispose();
    }

    // Each request with a wrong checksum, for example, would leave one.
    private static async Task TryAbortAsync(S3MultipartUpload upload)
    {
        try
        {
            await upload.AbortAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The next writer aborts it, or the deletion of the upload, or the orphan scan.
        }
    }

    private async ValueTask FinishSendingAsync()
    {
        try
        {
            if (sender is not null) await sender.FinishAsync();
        }
        catch (IOException)
        {
            // The parts before the failed one count.
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            // Wait for more bytes first: an upload of exactly one part needs no multipart upload.
            if (spool.IsFull) await WriteAsync(cancellationToken);
            bytes = bytes[spool.Append(bytes.Span)..];
        }
    }

    // Only waiting is cancelled, so that a full part is always sent.
    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (sender is not null && spool.Written % Spool.PartBytes == 0) await sender.MakeRoomAsync((int)(spool.Written / Spool.PartBytes), cancellationToken);
        await spool.WriteAsync(CancellationToken.None);
        if (spool.Written % Spool.PartBytes != 0) return;
        await LoadTailsAsync();
        sender ??= new S3PartSender(await S3MultipartUpload.BeginAsync(blob.Target, CancellationToken.None), spool, blob.Sending, []);
        sender.Send(Spool.PartBytes);
        tails = [];
    }

    private async Task SaveTailAsync()
    {
        var isMerged = tails.Count == MaxTails;
        if (isMerged) await LoadTailsAsync();
        await WriteRestAsync();
        var tail = await blob.Tails.WriteAsync(spool, isMerged ? PartStart : saved.Length, id);
        tails = isMerged ? [tail] : [.. tails, tail];
        hasTails = true;
        saved = new PartialBlobState(Length, S3PartialState.Of(sender, tails).ToString());
    }

    private async Task LoadTailsAsync()
    {
        foreach (var tail in unloaded) await blob.Tails.LoadAsync(tail, spool);
        unloaded = [];
    }

    // What is in a file is read from it, so the rest must be there too.
    private async ValueTask WriteRestAsync()
    {
        if (spool.HasFile && spool.Length > spool.Written) await spool.WriteAsync(CancellationToken.None);
    }

    private async Task<bool> PutAsync(StagedCheck? check)
    {
        await LoadTailsAsync();
        await WriteRestAsync();
        if (check is not null) await check(new SpooledUpload(spool));
        return await S3SinglePut.RunAsync(blob.Target, spool, 0, (int)Length);
    }

    private async Task<bool> CompleteAsync(S3PartSender parts, StagedCheck? check)
    {
        await LoadTailsAsync();
        if (spool.Length > spool.Written) await WriteAsync(CancellationToken.None);
        if (Length > PartStart) parts.Send((int)(Length - PartStart));
        await parts.CompleteAsync(Length);
        await S3PublishedCheck.RunAsync(blob, Length, check);
        return false;
    }

    private async Task TryDeleteTailsAsync()
    {
        try
        {
            await blob.Tails.DeleteAllAsync(tails, CancellationToken.None);
        }
        catch (IOException)
        {
            // The orphan scan deletes them.
        }
    }

    private void RequireIntact()
    {
        if (hasFailed) throw new IOException("An earlier write of this upload has failed.");
        sender?.RequireIntact();
    }
}
