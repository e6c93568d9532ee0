using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Scanning;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Uploading.Dimensions;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Core.Uploading.Sniffing;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Stores an uploaded file as an attachment. The service checks the name and the first bytes, and streams the file into the store. Then the service inserts the
/// row of the attachment.
/// </summary>
/// <remarks>Bytes are stored before the row is inserted. A crash can therefore leave only bytes without a row, and the orphan scan removes these
/// bytes.</remarks>
public sealed class UploadService(
    FileValidator rules, UploadMalwareScanStarter scanner, UploadMetadataRemover metadata, IBlobStore blobs, AttachmentInsertion insertion, InFlightUploadRegistry uploadsInFlight, UploadSpaceCheck space,
    UploadOptions options, UploadRefusalRecorder refusals, TimeProvider clock, UploadMetrics? metrics = null)
{
    /// <summary>Stores a file. When this method returns, the attachment exists and is durable. When the method throws, nothing of the file is left.</summary>
    /// <exception cref="ProblemException">The file is refused, or its app or conversation does not exist.</exception>
    /// <exception cref="ScanFailedException">The file could not be scanned for malware, and such files are refused.</exception>
    public async Task<AttachmentRow> StoreAsync(NewAttachmentProperties request, IncomingFile file, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var name = FileNameCheck.Require(rules, file.Name, request);
        var verdict = await JudgeContentAsync(name, request, file.Content, cancellationToken);

        var key = BlobKey.New();
        var limit = UploadSizeLimit.Of(options, request);
        using var scan = scanner.Begin();
        using var received = new HashingPipeReader(file.Content, limit.Bytes, file.Finish) { Refusal = limit.Refusal, IsRefused = () => space.IsShort, Scan = scan };
        uploadsInFlight.Add(key);
        try
        {
            using var cleaned = FileMetadataCleaner.IsNeeded(request.Removal, verdict.MediaType!) ? await metadata.RunAsync(received, request.Removal, verdict.MediaType!, cancellationToken) : null;
            using var cleanedReader = cleaned is null ? null : new HashingPipeReader(cleaned.OpenCleaned(), cleaned.CleanedLength, _ => default) { IsRefused = () => space.IsShort };
            var hashingReader = cleanedReader ?? received;
            var dimensions = default(MediaDimensions);
            // The end of the file may change the verdict, so the store runs this check before it publishes the blob.
            StagedCheck? check = !verdict.NeedsWhole && scan is null && !DimensionsReader.IsNeeded(verdict.MediaType!) ? null : async staged =>
            {
                if (verdict.NeedsWhole) verdict = await JudgeWholeAsync(name, request, staged) with { Charset = verdict.Charset };
                if (scan is not null) await scan.CheckAsync(staged);
                dimensions = await DimensionsReader.ReadAsync(staged, verdict.MediaType!);
            };
            var write = await WriteAsync(key, hashingReader, check, cancellationToken);
            var row = new AttachmentRow
            {
                Key = key,
                Id = ObjectId.New(clock),
                AppId = request.AppId,
                ConversationId = request.ConversationId,
                ForMessage = request.ForMessage,
                IsPrivate = request.IsPrivate,
                FileName = name.Value,
                MediaType = verdict.MediaType!,
                Charset = verdict.Charset,
                Size = hashingReader.Length,
                Sha256 = hashingReader.Hash(),
                Dimensions = dimensions,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            };
            await RecordAsync(row, write, request);
            space.Add(row.Size);
            metrics?.Stored(UploadMetrics.Form, row.Size, Stopwatch.GetElapsedTime(begun));
            return row;
        }
        catch (ProblemException e) when (UploadRefusalRecorder.Concerns(e))
        {
            // Of a file that is too large for the quota, not all bytes were read.
            long? size = received.IsFinished ? received.Length : null;
            await refusals.RecordAsync(e, new RefusedUpload(request.AppId, request.ConversationId) { FileName = name.Value, MediaType = verdict.MediaType, Size = size });
            throw;
        }
        finally
        {
            uploadsInFlight.Remove(key);
        }
    }

    private async Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader content, StagedCheck? check, CancellationToken cancellationToken)
    {
        using var activity = Tracing.Start("store blob");
        return await blobs.WriteAsync(key, content, check, cancellationToken);
    }

    private async ValueTask<FileVerdict> JudgeContentAsync(FileName name, NewAttachmentProperties request, PipeReader content, CancellationToken cancellationToken)
    {
        var read = await content.ReadAtLeastAsync(MediaTypeSniffer.HeadBytes, cancellationToken);
        if (read.Buffer.IsEmpty) throw new ProblemException(Problems.BadRequest("File is empty"));
        var verdict = Judge(name, read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MediaTypeSniffer.HeadBytes)));
        // Nothing is consumed: the store reads the same bytes again from the same buffer.
        content.AdvanceTo(read.Buffer.Start);
        // The type is provisional until the whole file was checked.
        return FileRefusalProblems.Require(verdict.NeedsWhole ? verdict : rules.Narrow(verdict, request.AppExtensions));
    }

    // The client has sent its last byte, so the check runs to its end even if the client disconnects now.
    private async ValueTask<FileVerdict> JudgeWholeAsync(FileName name, NewAttachmentProperties request, IStagedUploadReader staged) =>
        FileRefusalProblems.Require(rules.Narrow(await rules.JudgeWholeAsync(name, staged, CancellationToken.None), request.AppExtensions));

    private FileVerdict Judge(FileName name, ReadOnlySequence<byte> head)
    {
        if (head.IsSingleSegment) return rules.JudgeContent(name, head.FirstSpan);
        var buffer = ArrayPool<byte>.Shared.Rent(MediaTypeSniffer.HeadBytes);
        try
        {
            head.CopyTo(buffer);
            return rules.JudgeContent(name, buffer.AsSpan(0, (int)head.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The client has sent its last byte, so the row is recorded even if the client disconnects now.
    private async Task RecordAsync(AttachmentRow row, BlobWriteResult write, NewAttachmentProperties request)
    {
        try
        {
            await insertion.RunAsync(row, write, request.Link, request.HasQuota);
        }
        catch (Exception e) when (e is not CommitInDoubtException)
        {
            // Not after a commit of unknown outcome: the row may exist then. If it does not, the orphan scan collects the blob.
            await blobs.DeleteAsync([row.Key], CancellationToken.None);
            throw;
        }
    }
}
