using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading.Sniffing;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Appends the body of one request to the partial blob of a resumable upload. Writes the number of durable bytes to the database before the client gets this
/// number. Therefore the number never decreases for the client, not even after a power cut.
/// </summary>
internal sealed class ResumableUploadAppender : IDisposable
{
    // After a request was taken over, at most this much of what has arrived already is stored. Most of it is in buffers of the system.
    private const long MaxArrived = 8 << 20;

    // How long they may take from the buffers of the system to this process.
    private static readonly TimeSpan ArrivedTime = TimeSpan.FromMilliseconds(100);

    private readonly Database database;
    private readonly UploadSpaceCheck space;
    private readonly IPartialBlobWriter writer;
    private readonly UploadAppendRequest append;
    private readonly FileValidator rules;
    private readonly UploadTermination ending;
    private readonly FirstBytesChecker? head;
    private readonly IncrementalHash? hash;
    private readonly IncrementalHash? checksum;

    // After a failed or cancelled append, bytes may be missing between those that are stored and the next ones.
    private bool hasGap;

    /// <param name="row">The row of the upload, which this request has taken. The row has the epoch of this request.</param>
    /// <param name="writer">The partial blob, opened at the recorded state.</param>
    /// <param name="append">The request.</param>
    /// <param name="rules">Checks the first bytes.</param>
    /// <param name="database">Records the states.</param>
    /// <param name="space">Tells whether there is space for more bytes.</param>
    /// <param name="ending">Tells when the upload expires.</param>
    public ResumableUploadAppender(ResumableUploadRow row, IPartialBlobWriter writer, UploadAppendRequest append, FileValidator rules, Database database, UploadSpaceCheck space, UploadTermination ending)
    {
        (Row, this.writer, this.append, this.rules, this.database, this.space, this.ending) = (row, writer, append, rules, database, space, ending);
        if (row.Received == 0) (head, hash) = (new FirstBytesChecker(rules, FileName.Parse(row.FileName)), IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        if (append.Checksum is { } expected) checksum = IncrementalHash.CreateHash(expected.Algorithm);
    }

    /// <summary>The row as it is recorded.</summary>
    public ResumableUploadRow Row { get; private set; }

    /// <summary>The check and the hash of the whole upload, if this request has received all bytes of the upload; otherwise <c>null</c>, and the bytes must be
    /// read back.</summary>
    public UploadHashAndTypeVerdict? Whole => head is null || hash is null ? null : new UploadHashAndTypeVerdict(head.Finish(), hash.GetCurrentHash());

    /// <summary>Receives the body to its end. If the client breaks off, it records all bytes that have arrived, and throws the exception of the body.</summary>
    /// <exception cref="ProblemException">The file is too large or refused, or the length or the checksum is wrong.</exception>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is not UploadTakenOverException)
        {
            // The client does not have to send again what came, unless it was never verified.
            if (checksum is not null || e is ProblemException { Status: not 408 }) throw;
            if (e is OperationCanceledException) await TakeArrivedAsync();
            await SaveAsync(isActive: false);
            throw;
        }
    }

    /// <summary>Makes all received bytes durable and records them.</summary>
    /// <exception cref="UploadTakenOverException">Another request has taken the upload.</exception>
    public async Task SaveAsync(bool isActive)
    {
        try
        {
            await writer.SaveAsync();
        }
        catch (IOException) when (checksum is null)
        {
            // A part of it may be durable.
            await RecordAsync(isActive);
            throw;
        }

        await RecordAsync(isActive);
    }

    public void Dispose()
    {
        head?.Dispose();
        hash?.Dispose();
        checksum?.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (space.IsShort) throw new ProblemException(Problems.InsufficientStorage);
            var read = await append.Body.ReadAsync(cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
            try
            {
                await TakeAsync(read.Buffer, cancellationToken);
            }
            finally
            {
                append.Body.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted) break;
        }

        if (checksum is not null && !CryptographicOperations.FixedTimeEquals(checksum.GetHashAndReset(), append.Checksum!.Value)) throw new UploadChecksumException();
    }

    private async ValueTask TakeAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty) return;
        var end = writer.Length + bytes.Length;
        if (end > Row.MaxBytes) throw new UploadTooLargeException(Row.MaxBytes);
        if (end > Row.Length) throw new UploadLengthException();
        head?.Append(bytes);
        foreach (var segment in bytes)
        {
            hash?.AppendData(segment.Span);
            checksum?.AppendData(segment.Span);
        }

        await StoreAsync(bytes, cancellationToken);
        // With a checksum, bytes count only after all of them were verified.
        if (checksum is null && writer.Saved.Length > Row.Received) await RecordAsync(isActive: true);
    }

    private async ValueTask StoreAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        var missing = MediaTypeSniffer.HeadBytes - writer.Length;
        hasGap = true;
        if (head is null && missing > 0 && bytes.Length >= missing)
        {
            // The bytes with which the first ones suffice to check the file, whichever request has sent them.
            await writer.AppendAsync(bytes.Slice(0, missing), cancellationToken);
            using var late = new FirstBytesChecker(rules, FileName.Parse(Row.FileName));
            await late.JudgeAsync(writer);
            bytes = bytes.Slice(missing);
        }

        await writer.AppendAsync(bytes, cancellationToken);
        hasGap = false;
    }

    // What has reached this machine is stored too, so that the client does not send it again.
    private async Task TakeArrivedAsync()
    {
        using var soon = new CancellationTokenSource(ArrivedTime);
        try
        {
            for (var most = writer.Length + MaxArrived; !hasGap && writer.Length < most && await ReadArrivedAsync(soon.Token) is { } read;)
            {
                var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, most - writer.Length));
                try
                {
                    await TakeAsync(bytes, CancellationToken.None);
                }
                finally
                {
                    append.Body.AdvanceTo(bytes.End);
                }

                if (read.IsCompleted || bytes.IsEmpty) return;
            }
        }
        catch (Exception e) when (e is IOException or ProblemException or OperationCanceledException)
        {
            // These bytes are faulty. What was stored before counts.
        }
    }

    // Null: there are no more bytes, for whatever reason.
    private async ValueTask<ReadResult?> ReadArrivedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await append.Body.ReadAsync(cancellationToken);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task RecordAsync(bool isActive)
    {
        var saved = writer.Saved;
        var isNew = saved.Length > Row.Received;
        if (!isNew && isActive == Row.IsActive) return;
        var next = Row with { Received = saved.Length, Parts = saved.Parts, IsActive = isActive, ExpiresAt = isNew || !isActive ? ending.NextExpiry(saved.Length) : Row.ExpiresAt };
        if (!await database.WriteAsync(session => ResumableUploadTable.RecordAsync(session, next), CancellationToken.None)) throw new UploadTakenOverException();
        Row = next;
        if (isActive && isNew && append.Progress is { } progress) await progress(saved.Length);
    }
}
