using System.IO.Pipelines;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>One upload: into the <see cref="Spool"/>, and from there into the bucket. Up to <see cref="OneRequestBytes"/> it is one request, sent
/// when the source has completed. What is larger is sent in parts while the rest still comes in, and put together when the source has completed.
/// docs/decisions/0009-how-an-upload-reaches-s3.md has the measurements.</summary>
internal sealed class S3Upload(S3Client client, string bucket, string name, Spool spool, SemaphoreSlim sending) : IDisposable
{
    /// <summary>Most bytes of an object that is written with one request.</summary>
    public const int OneRequestBytes = 2 * Spool.PartBytes;

    /// <summary>How long a request may be on its way and still be done: stores refuse one that was signed more than 15 minutes ago, and may take a while
    /// for the body of one that they have begun.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(20);

    private const string ContentType = "application/octet-stream"; // The row knows the type.

    private readonly Task<PartETag>?[] onTheirWay = new Task<PartETag>?[Spool.Parts];
    private readonly List<PartETag> parts = [];
    private readonly CancellationTokenSource stop = new();
    private string? uploadId;
    private int begun; // parts
    private bool mayBeThere;

    /// <summary>Looks at all bytes before the caller is told that they are stored. What fits one request is looked at in the spool, before it is
    /// sent. Of what is larger, the first parts have left the spool: the object is put together, read back in pieces, and deleted when it
    /// is refused. No reader can have it meanwhile, because its row is not there.</summary>
    public StagedCheck? Check { get; init; }

    /// <summary>Whether the object was sent more than once: an attempt whose answer was lost may reach the store after all, at any later time. Of an upload in
    /// parts none can, because what comes after its completion finds no upload.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>How long a piece that is read back may take.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Stores what the source yields, or leaves nothing.</summary>
    /// <returns>Bytes stored.</returns>
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
            // Also when the caller cancels: until the source has completed, nothing is published.
            await stop.CancelAsync();
            await UndoAsync();
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
            // What was never written to the file is sent from memory.
            if (spool.Written > 0) await WriteAsync(cancellationToken);
            return;
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            // Only when more comes: what fits exactly needs no file, and what fits one request exactly needs no parts.
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

    // Waits for the part that had the room of this one.
    private async ValueTask MakeRoomAsync(int part, CancellationToken cancellationToken)
    {
        if (onTheirWay[part % Spool.Parts] is not { } before) return;
        parts.Add(await before.WaitAsync(cancellationToken));
        onTheirWay[part % Spool.Parts] = null;
    }

    private void Send(int count)
    {
        var part = begun++;
        onTheirWay[part % Spool.Parts] = SendAsync(part, count);
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
        // The ETag of an object that is not encrypted is the MD5 of its bytes. Whatever else comes may be the tag of something else: the object itself says.
        if (string.Equals(answer.ETag.Trim('"'), await HashAsync(), StringComparison.OrdinalIgnoreCase)) return;
        await ConfirmAsync(null, "PutObject", answer.ETag);
    }

#pragma warning disable CA5351 // A checksum that the protocol prescribes; nothing is protected by it.
    private async Task<string> HashAsync()
    {
        await using var content = spool.Read(0, (int)spool.Length);
        return Convert.ToHexStringLower(await MD5.HashDataAsync(content));
    }
#pragma warning restore CA5351

    private async Task ConfirmAsync(IOException? doubt, string operation, string? tag)
    {
        var stored = await S3Head.FindAsync(client, bucket, name, CancellationToken.None);
        if (stored?.ContentLength == spool.Length && (tag is null || tag == stored.ETag)) return;
        throw doubt ?? new IOException($"{operation} failed: the S3 store has {stored?.ContentLength ?? 0} bytes of {spool.Length}, or others.");
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
            // The answer to a first attempt may have been lost, and the second finds the upload gone.
            doubt = e;
        }

        // An answer of 200 may hold an error, or nothing at all. The object itself says whether it is whole.
        await ConfirmAsync(doubt, "CompleteMultipartUpload", tag: null);
        if (Check is not null) await Check(new S3StagedUpload(client, bucket, name, spool.Length, Patience));
    }

    // What cannot be undone now, the orphan scan finds: an upload that was never completed, or an object without a row.
    private async Task UndoAsync()
    {
        await Task.WhenAll(onTheirWay.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            // The first fault is the one to be told.
        }
    }
}
