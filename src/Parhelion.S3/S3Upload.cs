using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Writes one upload into its <see cref="Spool"/>, and sends the upload from there to the bucket.</summary>
/// <remarks>An upload of up to <see cref="OneRequestBytes"/> is sent with one request after the source has completed. A larger upload is a multipart upload.
/// Its parts are sent while the source is still being read. The object is completed after the source has completed.
/// docs/decisions/0009-how-an-upload-reaches-s3.md has the measurements.</remarks>
internal sealed class S3Upload(S3ObjectAddress target, Spool spool, SemaphoreSlim sending) : IAsyncDisposable
{
    /// <summary>Largest object that is written with one request: 16 MiB.</summary>
    public const int OneRequestBytes = 2 * Spool.PartBytes;

    /// <summary>Longest time after which a store may still execute a request that was sent. Stores refuse a request that was signed more than 15 minutes ago.
    /// The rest is time to receive the body of a request that they accepted.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(20);

    private S3PartSender? parts;
    private bool mayBeThere;

    /// <summary>Checks all bytes before the upload is reported as stored; <c>null</c> for no check.</summary>
    /// <remarks>An upload with one request is checked in the spool, before it is sent. The spool no longer has the first parts of a larger upload. So the
    /// object is completed, read back in pieces, and deleted if the check refuses it. Meanwhile nobody can read the object, because it has no row
    /// yet.</remarks>
    public StagedCheck? Check { get; init; }

    /// <summary>Whether the object was sent more than once. An attempt whose response was lost may still reach the store later and write the object again. This
    /// cannot happen with a multipart upload, because a late part finds no upload any more.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>Time limit for each piece that is read back.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Stores all bytes of the source. If it fails, it deletes what it has stored.</summary>
    /// <returns>Number of bytes stored.</returns>
    public async Task<long> RunAsync(PipeReader source, CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAsync(source, cancellationToken);
            await (parts is null ? PutAsync() : CompleteAsync(parts));
            return spool.Length;
        }
        catch
        {
            // Also after a cancellation: until the source has completed, no object is created.
            await AbortAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => parts?.DisposeAsync() ?? default;

    private async Task ReceiveAsync(PipeReader source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await source.ReadAsync(cancellationToken);
            if (read.IsCanceled) throw new OperationCanceledException(cancellationToken);
            foreach (var segment in read.Buffer) await TakeAsync(segment, cancellationToken);
            source.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted) continue;
            // An upload that fits the buffer is sent from memory and needs no file.
            if (spool.Written > 0) await WriteAsync(cancellationToken);
            return;
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            // Wait for more bytes first: an upload of exactly the buffer size needs no file, and one of exactly one request needs no parts.
            if (spool.IsFull) await WriteAsync(cancellationToken);
            bytes = bytes[spool.Append(bytes.Span)..];
            if (parts is null && spool.Length > OneRequestBytes) await BeginAsync(cancellationToken);
        }
    }

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (parts is not null && spool.Written % Spool.PartBytes == 0) await parts.MakeRoomAsync((int)(spool.Written / Spool.PartBytes), cancellationToken);
        await spool.WriteAsync(cancellationToken);
        if (parts is not null && spool.Written % Spool.PartBytes == 0) parts.Send(Spool.PartBytes);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        parts = new S3PartSender(await S3MultipartUpload.BeginAsync(target, cancellationToken), spool, sending, []);
        while ((parts.Begun + 1L) * Spool.PartBytes <= spool.Written) parts.Send(Spool.PartBytes);
    }

    private async Task PutAsync()
    {
        if (Check is not null) await Check(new SpooledUpload(spool));
        mayBeThere = true;
        IsRepeated = await S3SinglePut.RunAsync(target, spool, 0, (int)spool.Length);
    }

    private async Task CompleteAsync(S3PartSender sender)
    {
        var rest = spool.Length - ((long)sender.Begun * Spool.PartBytes);
        if (rest > 0) sender.Send((int)rest);
        await sender.FinishAsync();
        mayBeThere = true;
        await sender.CompleteAsync(spool.Length);
        if (Check is not null) await Check(new S3StagedUpload(target, spool.Length, Timeout));
    }

    // If this fails, the orphan scan later finds the multipart upload that was never completed, or the object without a row.
    private async Task AbortAsync()
    {
        if (parts is not null) await parts.DisposeAsync();
        try
        {
            if (parts is not null) await parts.Upload.AbortAsync(CancellationToken.None);
            if (mayBeThere) await S3Deletion.RunAsync(target.Client, target.Bucket, target.Name, CancellationToken.None);
        }
        catch (IOException)
        {
            // The caller gets the first exception instead.
        }
    }
}
