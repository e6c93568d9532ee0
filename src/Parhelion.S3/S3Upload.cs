using System.IO.Pipelines;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Writes one upload into its <see cref="Spool"/>, and from there to the bucket.</summary>
/// <remarks>An upload of up to <see cref="OneRequestBytes"/> is sent with one request after the source has completed. A larger one is a multipart upload. Its
/// parts are sent while the source is still being read; the object is completed after the source has completed. docs/decisions/0009-how-an-upload-reaches-s3.md
/// has the measurements.</remarks>
internal sealed class S3Upload(S3Client client, string bucket, string name, Spool spool, SemaphoreSlim sending) : IDisposable
{
    /// <summary>Largest object that is written with one request: 16 MiB.</summary>
    public const int OneRequestBytes = 2 * Spool.PartBytes;

    /// <summary>Longest time after which a store may still execute a request that was sent. Stores refuse a request that was signed more than 15 minutes ago.
    /// The rest is time to receive the body of a request that they accepted.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(20);

    private const string ContentType = "application/octet-stream"; // The row has the media type.

    private readonly Task<PartETag>?[] uploadingParts = new Task<PartETag>?[Spool.Parts];
    private readonly List<PartETag> parts = [];
    private readonly CancellationTokenSource stop = new();
    private string? uploadId;
    private int begun; // number of parts whose sending was started
    private bool mayBeThere;

    /// <summary>Checks all bytes before the upload is reported as stored; <c>null</c> for no check.</summary>
    /// <remarks>An upload with one request is checked in the spool, before it is sent. A larger upload no longer has its first parts in the spool. So the
    /// object is completed, read back in pieces, and deleted if the check refuses it. No reader can read it meanwhile, because it has no row yet.</remarks>
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
            await (uploadId is null ? PutAsync() : CompleteAsync());
            return spool.Length;
        }
        catch
        {
            // Also after a cancellation: until the source has completed, no object is created.
            await stop.CancelAsync();
            await AbortAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => stop.Dispose();

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
            if (uploadId is null && spool.Length > OneRequestBytes) await BeginAsync(cancellationToken);
        }
    }

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (spool.Written % Spool.PartBytes == 0) await MakeRoomAsync((int)(spool.Written / Spool.PartBytes), cancellationToken);
        await spool.WriteAsync(cancellationToken);
        if (uploadId is not null && spool.Written % Spool.PartBytes == 0) Send(Spool.PartBytes);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket, Key = name, ContentType = ContentType };
        var answer = await S3Errors.AskAsync("InitiateMultipartUpload", () => client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken);
        uploadId = S3ResponseChecks.RequireBegun(answer);
        while ((begun + 1L) * Spool.PartBytes <= spool.Written) Send(Spool.PartBytes);
    }

    // Waits until the earlier part that uses the same region of the file is sent.
    private async ValueTask MakeRoomAsync(int part, CancellationToken cancellationToken)
    {
        if (uploadingParts[part % Spool.Parts] is not { } before) return;
        parts.Add(await before.WaitAsync(cancellationToken));
        uploadingParts[part % Spool.Parts] = null;
    }

    private void Send(int count)
    {
        var part = begun++;
        uploadingParts[part % Spool.Parts] = SendAsync(part, count);
    }

    private async Task<PartETag> SendAsync(int part, int count)
    {
        await sending.WaitAsync(stop.Token);
        try
        {
            return await SendNowAsync(part, count);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task<PartETag> SendNowAsync(int part, int count)
    {
        await using var content = spool.Read((long)part * Spool.PartBytes, count);
        var request = new UploadPartRequest
        {
            BucketName = bucket,
            Key = name,
            UploadId = uploadId,
            PartNumber = part + 1,
            PartSize = count,
            InputStream = content,
            UseChunkEncoding = false,
        };
        var answer = await S3Errors.AskAsync("UploadPart", () => client.UploadPartAsync(request, stop.Token), stop.Token);
        return new PartETag(part + 1, S3ResponseChecks.RequireStored(answer));
    }

    private async Task PutAsync()
    {
        if (Check is not null) await Check(new SpooledUpload(spool));
        await using var content = spool.Read(0, (int)spool.Length);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = name,
            ContentType = ContentType,
            InputStream = content,
            AutoCloseStream = false,
            UseChunkEncoding = false,
        };
        mayBeThere = true;
        var answer = await S3Errors.AskAsync("PutObject", () => client.PutObjectAsync(request, CancellationToken.None), CancellationToken.None);
        S3ResponseChecks.RequireStored(answer);
        IsRepeated = content.Attempts > 1;
        // The ETag of an unencrypted object is the MD5 of its bytes. Any other ETag does not prove that the bytes are right, so look at the object.
        if (string.Equals(answer.ETag.Trim('"'), await HashAsync(), StringComparison.OrdinalIgnoreCase)) return;
        await ConfirmAsync(null, "PutObject", answer.ETag);
    }

#pragma warning disable CA5351 // The S3 protocol prescribes MD5 as a checksum. Security does not depend on it.
    private async Task<string> HashAsync()
    {
        await using var content = spool.Read(0, (int)spool.Length);
        return Convert.ToHexStringLower(await MD5.HashDataAsync(content));
    }
#pragma warning restore CA5351

    private async Task ConfirmAsync(IOException? doubt, string operation, string? tag)
    {
        var stored = await S3ObjectLookup.FindAsync(client, bucket, name, CancellationToken.None);
        if (stored?.ContentLength == spool.Length && (tag is null || tag == stored.ETag)) return;
        throw doubt ?? new IOException($"{operation} failed: the object in the S3 store has {stored?.ContentLength ?? 0} of {spool.Length} bytes, or different bytes.");
    }

    private async Task CompleteAsync()
    {
        if (spool.Length > (long)begun * Spool.PartBytes) Send((int)(spool.Length - ((long)begun * Spool.PartBytes)));
        for (var part = Math.Max(0, begun - Spool.Parts); part < begun; part++) await MakeRoomAsync(part, CancellationToken.None);
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = uploadId, PartETags = parts };
        mayBeThere = true;
        IOException? doubt = null;
        try
        {
            await S3Errors.AskAsync("CompleteMultipartUpload", () => client.CompleteMultipartUploadAsync(request, CancellationToken.None), CancellationToken.None);
        }
        catch (IOException e)
        {
            // The response to the first attempt may have been lost. The second attempt then finds no upload, although the object exists.
            doubt = e;
        }

        // A response with status 200 may contain an error or be empty. Look at the object to see whether it is complete.
        await ConfirmAsync(doubt, "CompleteMultipartUpload", tag: null);
        if (Check is not null) await Check(new S3StagedUpload(client, bucket, name, spool.Length, Timeout));
    }

    // If this fails, the orphan scan later finds the multipart upload that was never completed, or the object without a row.
    private async Task AbortAsync()
    {
        await Task.WhenAll(uploadingParts.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (uploadId is not null)
            {
                var abort = new AbortMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = uploadId };
                await S3Errors.FindAsync("AbortMultipartUpload", () => client.AbortMultipartUploadAsync(abort, CancellationToken.None), CancellationToken.None);
            }

            if (mayBeThere)
            {
                await S3Deletion.RunAsync(client, bucket, name, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The caller gets the first exception instead.
        }
    }
}
