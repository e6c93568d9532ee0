using System.Buffers;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Core.Uploading.Sniffing;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Stores an uploaded file as an attachment. The service checks the name and the first bytes, streams the file into the store, and then inserts the
/// row of the attachment.</summary>
/// <remarks>Bytes are stored before the row is inserted. A crash can therefore leave only bytes without a row, and the orphan scan removes these
/// bytes.</remarks>
public sealed class UploadService(
    FileValidator rules, MetadataRemover metadata, IBlobStore blobs, Database database, InFlightUploadRegistry uploadsInFlight, UploadSpace space, UploadOptions options, TimeProvider clock)
{
    /// <summary>Stores a file. When this method returns, the attachment exists and is durable. When the method throws, nothing of the file is left.</summary>
    /// <exception cref="ProblemException">The file is refused, or its app or conversation does not exist.</exception>
    public async Task<AttachmentRow> StoreAsync(UploadProperties request, IncomingFile file, CancellationToken cancellationToken)
    {
        var name = FileNameCheck.Require(rules, file.Name, request);
        var verdict = await JudgeContentAsync(name, file.Content, cancellationToken);

        var key = BlobKey.New();
        uploadsInFlight.Add(key);
        try
        {
            using var received = Receive(request, file);
            using var cleaned = MetadataCleaner.IsNeeded(request.Removal, verdict.MediaType!) ? await metadata.RunAsync(received, request.Removal, verdict.MediaType!, cancellationToken) : null;
            using var cleanedReader = cleaned is null ? null : new HashingPipeReader(cleaned.OpenCleaned(), cleaned.CleanedLength, _ => default) { IsRefused = () => space.IsShort };
            var hashingReader = cleanedReader ?? received;
            // The end of the file may change the verdict, so the store runs this check before it publishes the blob.
            StagedCheck? check = verdict.NeedsWhole ? async staged => verdict = await JudgeWholeAsync(name, staged) with { Charset = verdict.Charset } : null;
            var write = await blobs.WriteAsync(key, hashingReader, check, cancellationToken);
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
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            };
            await RecordAsync(row, write, request);
            space.Add(row.Size);
            return row;
        }
        finally
        {
            uploadsInFlight.Remove(key);
        }
    }

    private HashingPipeReader Receive(UploadProperties request, IncomingFile file)
    {
        var limit = UploadLimit.Of(options, request);
        return new HashingPipeReader(file.Content, limit.Bytes, file.Finish) { Refusal = limit.Refusal, IsRefused = () => space.IsShort };
    }

    private async ValueTask<FileVerdict> JudgeContentAsync(FileName name, PipeReader content, CancellationToken cancellationToken)
    {
        var read = await content.ReadAtLeastAsync(MediaTypeSniffer.HeadBytes, cancellationToken);
        if (read.Buffer.IsEmpty) throw new ProblemException(Problems.BadRequest("File is empty"));
        var verdict = Judge(name, read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MediaTypeSniffer.HeadBytes)));
        // Nothing is consumed: the store reads the same bytes again from the same buffer.
        content.AdvanceTo(read.Buffer.Start);
        return FileRefusalProblems.Require(verdict);
    }

    // The client has sent its last byte, so the check runs to its end even if the client disconnects now.
    private async ValueTask<FileVerdict> JudgeWholeAsync(FileName name, IStagedUploadReader staged) =>
        FileRefusalProblems.Require(await rules.JudgeWholeAsync(name, staged, CancellationToken.None));

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
    private async Task RecordAsync(AttachmentRow row, BlobWriteResult write, UploadProperties request)
    {
        try
        {
            await QuotaTurns.RunAsync(
                database, row.AppId, request.HasQuota,
                async session =>
                {
                    await AttachmentInsertion.RunAsync(session, row, write, request.Link, clock.GetUtcNow());
                    return true;
                });
        }
        catch (Exception e) when (e is not CommitInDoubtException)
        {
            // Not after a commit of unknown outcome: the row may exist then. If it does not, the orphan scan collects the blob.
            await blobs.DeleteAsync([row.Key], CancellationToken.None);
            throw;
        }
    }
}
