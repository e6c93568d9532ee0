using System.Buffers;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Scanning;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Uploading.Dimensions;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Turns a resumable upload into an attachment after all its bytes have arrived in its partial blob. The transaction that inserts the row of the
/// attachment checks the app, the conversation and the upload link once more.</summary>
/// <remarks>If the request that completes the upload has not received all bytes itself, this class reads the bytes back, checks the first bytes and calculates
/// the hash. It also reads the bytes back if one of these steps is needed: the check of the whole file, the malware scan, the reading of width, height and
/// duration, or the removal of metadata. If metadata is removed, the cleaned copy becomes the blob of the attachment, and the partial blob is erased
/// afterwards.</remarks>
internal sealed class UploadCompletion(
    FileValidator rules, UploadMalwareScanStarter scanner, UploadMetadataRemover metadata, IBlobStore blobs, Database database, AttachmentInsertion insertion,
    InFlightUploadRegistry uploadsInFlight, UploadRefusalRecorder refusals, TimeProvider clock)
{
    // With a remote store each read is a request.
    private const int ReadBytes = 1 << 20;

    /// <summary>Publishes the blob and inserts the row. A cancellation stops neither step.</summary>
    /// <param name="upload">The row, which this request has taken.</param>
    /// <param name="writer">The partial blob with all bytes.</param>
    /// <param name="received">The check and the hash of the bytes; <c>null</c> if the bytes must be read back.</param>
    /// <param name="sha256">The SHA-256 that the bytes must have; <c>null</c> for any.</param>
    /// <param name="forgetAt">When the row of the complete upload is deleted.</param>
    /// <exception cref="ProblemException">The file is refused, or its app, conversation or upload link is gone. The caller ends the upload, which erases its
    /// bytes. After any other exception the upload stays open and owns the blob, so that a later request can complete it.</exception>
    /// <exception cref="ScanFailedException">The file could not be scanned for malware, and such files are refused. The upload stays open.</exception>
    /// <exception cref="UploadTakenOverException">Another request has taken the upload.</exception>
    public async Task<AttachmentRow> RunAsync(ResumableUploadRow upload, IPartialBlobWriter writer, UploadHashAndTypeVerdict? received, byte[]? sha256, DateTimeOffset forgetAt)
    {
        var name = FileName.Parse(upload.FileName);
        Require(sha256, received);
        var (removal, hasQuota) = await SettingsAsync(upload.AppId);
        using var scan = scanner.Begin();
        UploadedBlob? cleaned = null;
        var dimensions = default(MediaDimensions);
        StagedCheck? check = IsChecked(received, scan, removal) ? null : async whole =>
        {
            received ??= await ReadBackAsync(name, whole);
            Require(sha256, received);
            if (received.Verdict.NeedsWhole) received = received with { Verdict = await JudgeWholeAsync(name, whole, received.Verdict.Charset) };
            if (scan is not null)
            {
                await scan.FinishAsync(received.Sha256, CancellationToken.None);
                await scan.CheckAsync(whole);
            }

            dimensions = await DimensionsReader.ReadAsync(whole, received.Verdict.MediaType!);
            if (FileMetadataCleaner.IsNeeded(removal, received.Verdict.MediaType!)) cleaned = await CleanAsync(whole, removal, received.Verdict.MediaType!);
        };
        var length = writer.Length;
        uploadsInFlight.Add(upload.Key);
        try
        {
            var write = await PublishAsync(writer, check);
            var stored = cleaned ?? new UploadedBlob(upload.Key, received!.Sha256, write);
            var row = RowOf(upload, stored, received!.Verdict, dimensions);
            await RecordAsync(upload with { Key = stored.Key, Received = write.Length, ExpiresAt = forgetAt }, row, stored.Write, hasQuota);
            if (cleaned is not null) await TryDeleteAsync(upload.Key);
            return row;
        }
        catch (Exception e) when (e is not CommitInDoubtException)
        {
            // A later request makes another copy.
            if (cleaned is not null) await TryDeleteAsync(cleaned.Key);
            if (e is ProblemException refusal && UploadRefusalRecorder.Concerns(refusal))
            {
                await refusals.RecordAsync(
                    refusal, new RefusedUpload(upload.AppId, upload.ConversationId) { FileName = name.Value, Size = length, MediaType = received?.Verdict.MediaType });
            }

            throw;
        }
        finally
        {
            uploadsInFlight.Remove(upload.Key);
            if (cleaned is not null) uploadsInFlight.Remove(cleaned.Key);
        }
    }

    private async ValueTask<UploadedBlob> CleanAsync(IStagedUploadReader whole, MetadataRemovalLevel removal, string mediaType)
    {
        using var file = await metadata.RunAsync(whole, removal, mediaType);
        using var reader = new HashingPipeReader(file.OpenCleaned(), file.CleanedLength, _ => default);
        var key = BlobKey.New();
        uploadsInFlight.Add(key);
        try
        {
            var write = await blobs.WriteAsync(key, reader, CancellationToken.None);
            return new UploadedBlob(key, reader.Hash(), write);
        }
        catch
        {
            uploadsInFlight.Remove(key);
            throw;
        }
    }

    // A blob that stays has no row, so nobody can read it, and the orphan scan finds it.
    private async Task TryDeleteAsync(BlobKey key)
    {
        try
        {
            await blobs.DeleteAsync([key], CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    // Whether nothing has to be read back.
    private static bool IsChecked(UploadHashAndTypeVerdict? received, UploadMalwareScan? scan, MetadataRemovalLevel removal) =>
        received is { Verdict: { NeedsWhole: false, MediaType: { } type } } && scan is null && !DimensionsReader.IsNeeded(type) && !FileMetadataCleaner.IsNeeded(removal, type);

    private static async Task<BlobWriteResult> PublishAsync(IPartialBlobWriter writer, StagedCheck? check)
    {
        using var activity = Tracing.Start("store blob");
        return await writer.PublishAsync(check);
    }

    private static void Require(byte[]? sha256, UploadHashAndTypeVerdict? received)
    {
        if (sha256 is not null && received is not null && !CryptographicOperations.FixedTimeEquals(sha256, received.Sha256)) throw new UploadDigestException();
    }

    private async ValueTask<UploadHashAndTypeVerdict> ReadBackAsync(FileName name, IStagedUploadReader whole)
    {
        using var head = new FirstBytesChecker(rules, name);
        var verdict = await head.FinishAsync(whole);
        return new UploadHashAndTypeVerdict(verdict, await HashAsync(whole));
    }

    private static async ValueTask<byte[]> HashAsync(IStagedUploadReader whole)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            for (long offset = 0; offset < whole.Length;)
            {
                var count = await whole.ReadAsync(buffer.AsMemory(0, ReadBytes), offset, CancellationToken.None);
                if (count == 0) throw new PartialBlobLostException();
                hash.AppendData(buffer, 0, count);
                offset += count;
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<FileVerdict> JudgeWholeAsync(FileName name, IStagedUploadReader whole, string? charset) =>
        FileRefusalProblems.Require(await rules.JudgeWholeAsync(name, whole, CancellationToken.None)) with { Charset = charset };

    private AttachmentRow RowOf(ResumableUploadRow upload, UploadedBlob stored, FileVerdict verdict, MediaDimensions dimensions) => new()
    {
        Key = stored.Key,
        Id = ObjectId.New(clock),
        AppId = upload.AppId,
        ConversationId = upload.ConversationId,
        ForMessage = upload.ForMessage,
        IsPrivate = upload.IsPrivate,
        FileName = upload.FileName,
        MediaType = verdict.MediaType!,
        Charset = verdict.Charset,
        Size = stored.Write.Length,
        Sha256 = stored.Sha256,
        Dimensions = dimensions,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
    };

    private async Task RecordAsync(ResumableUploadRow upload, AttachmentRow row, BlobWriteResult write, bool hasQuota)
    {
        var link = upload.LinkId is { } linkId ? new UploadLinkLimits(linkId, upload.LinkUploads!.Value, upload.LinkExpiresAt!.Value) : null;
        await insertion.RunAsync(row, write, link, hasQuota, async session =>
        {
            if (!await ResumableUploadTable.CompleteAsync(session, upload)) throw new UploadTakenOverException();
        });
    }

    private async ValueTask<(MetadataRemovalLevel Removal, bool HasQuota)> SettingsAsync(string appId)
    {
        var app = await database.ReadAsync((session, token) => AppTable.FindAsync(session, appId, token), CancellationToken.None);
        return app is null ? default : (MetadataRemovalSettingReader.Of(app.Settings), AppUploadLimits.Of(app.Settings).LimitsUsage);
    }
}
