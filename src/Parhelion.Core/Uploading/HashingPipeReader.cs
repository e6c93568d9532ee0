using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Scanning;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Passes the bytes of a file to a blob store, and counts, limits and hashes them. After the last byte, the reader calls <paramref name="finish"/>, which
/// throws if the client has broken off the upload. If this call throws, the store never sees the end of the bytes, and does not publish the blob.
/// </summary>
/// <remarks>The reader is used for uploads, and for copying blobs to another blob store. Reading more than <paramref name="limit"/> bytes throws a
/// <see cref="ProblemException"/>. The read that returns the last bytes leaves <c>IsCompleted</c> false, even if this read returns fewer bytes than requested.
/// The next read calls <paramref name="finish"/>, returns no bytes and sets <c>IsCompleted</c>.</remarks>
internal sealed class HashingPipeReader(PipeReader source, long limit, Func<CancellationToken, ValueTask> finish) : PipeReader, IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlySequence<byte> current;
    private bool atEnd;
    private bool finished;

    // Number of bytes that were sent to the scan. It is ahead of Length by those that are not consumed yet.
    private long scanned;

    /// <summary>Number of bytes consumed so far.</summary>
    public long Length { get; private set; }

    /// <summary>Whether all bytes were consumed. The rest of the request or the scan may have failed then.</summary>
    public bool IsFinished => atEnd && current.IsEmpty;

    /// <summary>The error for more bytes than the limit; <c>null</c>: the file is too large.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>Called before each read; true if no more bytes are accepted because there is no space for them.</summary>
    public Func<bool>? IsRefused { get; init; }

    /// <summary>Gets the bytes as they arrive, and their hash before the end is reported; <c>null</c>: there is no scan.</summary>
    public UploadMalwareScan? Scan { get; init; }

    /// <summary>Returns the SHA-256 of the bytes consumed. Call it after the last byte.</summary>
    public byte[] Hash() => hash.GetHashAndReset();

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => ReadAtLeastAsyncCore(1, cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (finished) return;
        var taken = current.Slice(0, consumed);
        foreach (var segment in taken) hash.AppendData(segment.Span);
        Length += taken.Length;
        current = current.Slice(consumed);
        source.AdvanceTo(consumed, examined);
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    public override void CancelPendingRead() => source.CancelPendingRead();

    // Does nothing, because the form parser owns its part and goes on reading after it.
    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose() => hash.Dispose();

    protected override async ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        if (IsRefused?.Invoke() == true) throw new ProblemException(Problems.InsufficientStorage);
        if (atEnd && current.IsEmpty) return await FinishAsync(cancellationToken);
        var read = await source.ReadAtLeastAsync(minimumSize, cancellationToken);
        current = read.Buffer;
        if (Length + current.Length > limit) throw new ProblemException(Refusal ?? Problems.TooLarge("File", limit));
        if (Scan is not null) await ScanAsync(Scan, cancellationToken);
        atEnd = read.IsCompleted;
        if (atEnd && current.IsEmpty) return await FinishAsync(cancellationToken);
        return new ReadResult(current, read.IsCanceled, isCompleted: false);
    }

    // A part of the buffer may have been returned by an earlier read and not consumed.
    private ValueTask ScanAsync(UploadMalwareScan scan, CancellationToken cancellationToken)
    {
        var fresh = current.Slice(scanned - Length);
        scanned += fresh.Length;
        return scan.SendAsync(fresh, cancellationToken);
    }

    private async ValueTask<ReadResult> FinishAsync(CancellationToken cancellationToken)
    {
        await finish(cancellationToken);
        if (Scan is not null) await Scan.FinishAsync(hash.GetCurrentHash(), cancellationToken);
        finished = true;
        return new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
    }
}
