using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Scanning;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Creates, continues, completes and ends resumable uploads. Only one request at a time works on an upload: a later request ends the earlier request,
/// even on another node. Only a complete upload becomes an attachment.</summary>
/// <remarks>The reasons for these rules are in docs/decisions/0020-resumable-uploads.md.</remarks>
public sealed class ResumableUploadService
{
    private readonly FileValidator rules;
    private readonly UploadMalwareScanStarter scanner;
    private readonly IBlobStore blobs;
    private readonly Database database;
    private readonly ApiKeyService apiKeys;
    private readonly ResumableRequestRegistry active;
    private readonly UploadSpaceCheck space;
    private readonly UploadRefusalRecorder refusals;
    private readonly TimeProvider clock;
    private readonly UploadTakeover takeover;
    private readonly UploadTermination ending;
    private readonly ResumableUploadCreator creation;
    private readonly UploadCompletion completion;
    private readonly UploadMetrics? metrics;

    /// <summary>Creates the service.</summary>
    public ResumableUploadService(
        FileValidator rules, UploadMalwareScanStarter scanner, UploadMetadataRemover metadata, IBlobStore blobs, Database database, AttachmentInsertion insertion, ApiKeyService apiKeys,
        InvalidationChannel channel, ResumableRequestRegistry active, InFlightUploadRegistry uploadsInFlight, UploadSpaceCheck space, UploadOptions limits, ResumableUploadOptions options, UploadRefusalRecorder refusals, TimeProvider clock, UploadMetrics? metrics = null)
    {
        (this.rules, this.blobs, this.database, this.apiKeys, this.active) = (rules, blobs, database, apiKeys, active);
        (this.scanner, this.space, this.refusals, this.clock, this.metrics) = (scanner, space, refusals, clock, metrics);
        ending = new UploadTermination(blobs, database, channel, active, options, clock);
        takeover = new UploadTakeover(database, channel, ending, clock);
        creation = new ResumableUploadCreator(rules, database, ending, space, limits, options, clock);
        completion = new UploadCompletion(rules, scanner, metadata, blobs, database, insertion, uploadsInFlight, refusals, clock);
    }

    /// <summary>Raised once when the store has lost bytes of an upload, and the upload has ended.</summary>
    public event Action<UploadLostException>? Lost;

    /// <summary>Creates an upload without bytes.</summary>
    /// <exception cref="ProblemException">Status 400: the length is 0. Status 410: the upload link was used up. Status 413: the length is above the limit or the quota of the app. Status 415: the name is not allowed.
    /// 429: the app has too many unfinished uploads. Status 507: there is no space.</exception>
    public async Task<ResumableUpload> CreateAsync(NewResumableUpload request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return Describe(await creation.RunAsync(request, cancellationToken));
        }
        catch (ProblemException e) when (UploadRefusalRecorder.Concerns(e))
        {
            var (appId, conversationId) = (request.Properties.AppId, request.Properties.ConversationId);
            await refusals.RecordAsync(e, new RefusedUpload(appId, conversationId) { FileName = request.FileName, Size = request.Length ?? request.ContentLength });
            throw;
        }
    }

    /// <summary>Appends the bytes of a request, and completes the upload if these bytes are the last ones. If the client breaks off, the bytes that have
    /// arrived are kept.</summary>
    /// <exception cref="UploadOffsetException">Status 409: the bytes do not begin at the offset of the upload.</exception>
    /// <exception cref="UploadCompletedException">Status 409: the upload is complete.</exception>
    /// <exception cref="UploadLengthException">Status 400: the lengths disagree. If more bytes came than the upload has, it is gone.</exception>
    /// <exception cref="UploadChecksumException">Status 460: the checksum is wrong. The upload stays as it was.</exception>
    /// <exception cref="UploadTakenOverException">Another request continues the upload.</exception>
    /// <exception cref="ProblemException">Status 404: there is no such upload. Status 410: it is gone. Status 413 or 415: the file is too large or refused; the
    /// upload is gone.</exception>
    public async Task<ResumableUpload> AppendAsync(string id, UploadAppendRequest append, CancellationToken cancellationToken)
    {
        using var turn = await active.EnterAsync(id, cancellationToken);
        await LoadAsync(id, cancellationToken);
        var row = await takeover.TakeAsync(id, isActive: true, taken => RequireMatch(taken, append), cancellationToken);
        if (row.State == ResumableUploadState.Complete) throw new UploadCompletedException(await DescribeCompleteAsync(row, cancellationToken));
        return await RunAsync(row, turn, () => AppendAsync(row, append, turn, cancellationToken));
    }

    /// <summary>Returns the state of an upload. Before that, it ends a request that appends to the upload.</summary>
    /// <param name="id">Id of the upload.</param>
    /// <param name="completes">Whether to complete an upload that has all bytes of its known length.</param>
    /// <param name="cancellationToken">Cancels waiting and reading.</param>
    /// <exception cref="ProblemException">As for appending.</exception>
    public async Task<ResumableUpload> GetOffsetAsync(string id, bool completes, CancellationToken cancellationToken)
    {
        var row = await RequireAsync(id, cancellationToken);
        if (row is { State: ResumableUploadState.Open, IsActive: false }) await UploadTakeover.WaitForStartAsync(cancellationToken);
        using var turn = await active.EnterAsync(id, cancellationToken);
        row = await LoadAsync(id, cancellationToken);
        if (row.State == ResumableUploadState.Complete) return await DescribeCompleteAsync(row, cancellationToken);
        var isWhole = completes && row.Received == row.Length;
        if (!isWhole && !row.IsActive) return Describe(row);
        row = await takeover.TakeAsync(id, isActive: false, taken => taken, cancellationToken);
        if (row.State == ResumableUploadState.Complete) return await DescribeCompleteAsync(row, cancellationToken);
        return completes && row.Received == row.Length ? await RunAsync(row, turn, () => CompleteAsync(row, cancellationToken)) : Describe(row);
    }

    /// <summary>Returns the state of an upload without disturbing a request that appends to it.</summary>
    /// <exception cref="ProblemException">Status 404: there is no such upload. Status 410: it is gone.</exception>
    public async Task<ResumableUpload> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await RequireAsync(id, cancellationToken);
        return row.State == ResumableUploadState.Complete ? await DescribeCompleteAsync(row, cancellationToken) : Describe(row);
    }

    /// <summary>Ends an upload and erases its bytes. A complete upload and its attachment stay.</summary>
    /// <exception cref="ProblemException">Status 404: there is no such upload. Status 410: it is gone.</exception>
    public async Task TerminateAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await active.EnterAsync(id, cancellationToken);
        var row = await LoadAsync(id, cancellationToken);
        if (row.State == ResumableUploadState.Open) await ending.EndAsync(row);
    }

    /// <summary>Ends an upload whose first request failed before its client could learn the id. If this fails too, the upload expires later.</summary>
    public async Task DiscardAsync(string id)
    {
        try
        {
            await TerminateAsync(id, CancellationToken.None);
        }
        catch (Exception e) when (e is ProblemException or IOException or UnauthorizedAccessException or DbException)
        {
            // It is gone already, or the sweep ends it later.
        }
    }

    // Runs what may end the upload. The row is as it was taken.
    private async Task<ResumableUpload> RunAsync(ResumableUploadRow row, ResumableRequestRegistry.Turn turn, Func<Task<ResumableUpload>> work)
    {
        try
        {
            return await work();
        }
        catch (PartialBlobLostException e)
        {
            if (!await ending.EndOwnAsync(row)) throw new UploadTakenOverException();
            var lost = new UploadLostException(row.Id, e);
            Lost?.Invoke(lost);
            throw lost;
        }
        catch (Exception e) when (EndsUpload(e))
        {
            if (!await ending.EndOwnAsync(row)) throw new UploadTakenOverException();
            throw;
        }
        catch (UploadTakenOverException)
        {
            await ending.EraseIfGoneAsync(row);
            throw;
        }
        catch (Exception e)
        {
            // When somebody else has the upload or has ended it, the store may fail for that reason.
            var isOurs = await ending.TryReleaseAsync(row);
            if (e is StalePartialBlobWriterException || turn.Stopped.IsCancellationRequested || !isOurs) throw new UploadTakenOverException();
            throw;
        }
    }

    private async Task<ResumableUpload> CompleteAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        await using var writer = await blobs.Partial.OpenAsync(row.Key, row.Partial, cancellationToken);
        await RequireWholeAsync(row, writer);
        return await CompleteAsync(row, writer, null, null);
    }

    private async Task<ResumableUpload> AppendAsync(ResumableUploadRow row, UploadAppendRequest append, ResumableRequestRegistry.Turn turn, CancellationToken cancellationToken)
    {
        await using var writer = await blobs.Partial.OpenAsync(row.Key, row.Partial, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Stopped);
        using var receiver = new ResumableUploadAppender(row, writer, append, rules, database, space, ending);
        await receiver.ReceiveAsync(stop.Token);
        append.Received?.Invoke();
        if (append.IsLast ?? writer.Length == row.Length)
        {
            await RequireWholeAsync(row, writer);
            // If the scan fails, or takes longer than the client waits, the client does not send its bytes again.
            if (scanner.MayWait) await receiver.SaveAsync(isActive: true);
            return await CompleteAsync(receiver.Row, writer, receiver.Whole, append.WholeSha256);
        }

        await receiver.SaveAsync(isActive: false);
        return Describe(receiver.Row);
    }

    // Comes before the check of the bytes: the fault of an empty or shortened file is its length.
    private async Task RequireWholeAsync(ResumableUploadRow row, IPartialBlobWriter writer)
    {
        if (writer.Length != (row.Length ?? writer.Length)) throw new UploadLengthException();
        if (writer.Length == 0) throw new ProblemException(Problems.BadRequest("File is empty"));
        if (await apiKeys.FindAsync(row.KeyId, CancellationToken.None) is null) throw new ProblemException(Problems.UploadGone);
    }

    private async Task<ResumableUpload> CompleteAsync(ResumableUploadRow row, IPartialBlobWriter writer, UploadHashAndTypeVerdict? received, byte[]? sha256)
    {
        var attachment = await completion.RunAsync(row, writer, received, sha256, ending.NextExpiry());
        space.Add(attachment.Size);
        metrics?.Stored(UploadMetrics.Resumable, attachment.Size, clock.GetUtcNow() - row.CreatedAt);
        // The client counts the bytes that it sent, and not those of a file without its metadata.
        return Describe(row) with { Offset = writer.Length, Length = writer.Length, IsComplete = true, Metadata = null, ExpiresAt = ending.NextExpiry(), Attachment = attachment };
    }

    // Checks a request before any of its bytes are read. The row gets a length that it tells.
    private static ResumableUploadRow RequireMatch(ResumableUploadRow row, UploadAppendRequest append)
    {
        if (append.Offset != row.Received) throw new UploadOffsetException(row.Received, append.Offset);
        var length = append.Length ?? row.Length;
        if (row.Length is { } known && known != length) throw new UploadLengthException();
        // By subtraction: a client can announce any number of bytes.
        if (append.ContentLength > length - append.Offset || length < row.Received) throw new UploadLengthException();
        if (length > row.MaxBytes || append.ContentLength > row.MaxBytes - append.Offset) throw new UploadTooLargeException(row.MaxBytes);
        return row with { Length = length };
    }

    private async Task<ResumableUploadRow> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var row = await RequireAsync(id, cancellationToken);
        if (!row.IsActive || !database.IsShared) return row;
        await takeover.WaitAsync(row, cancellationToken);
        return await RequireAsync(id, cancellationToken);
    }

    private async Task<ResumableUploadRow> RequireAsync(string id, CancellationToken cancellationToken)
    {
        if (!BlobKey.TryParse(id, out _)) throw new ProblemException(Problems.ResourceNotFound);
        var row = await database.ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, id, token), cancellationToken)
            ?? throw new ProblemException(Problems.ResourceNotFound);
        if (row.State == ResumableUploadState.Complete) return row;
        if (row.State == ResumableUploadState.Gone || row.ExpiresAt <= clock.GetUtcNow()) throw new ProblemException(Problems.UploadGone);
        // The upload ends with its key. The sweep erases it.
        return await apiKeys.FindAsync(row.KeyId, cancellationToken) is null ? throw new ProblemException(Problems.UploadGone) : row;
    }

    // 4xx of the file or its length end the upload. A wrong checksum, a slow client and a full disk do not.
    private static bool EndsUpload(Exception e) =>
        e is ProblemException { Status: 400 or 404 or 410 or 413 or 415 };

    private async ValueTask<ResumableUpload> DescribeCompleteAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        var attachment = await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, row.Key, token), cancellationToken);
        return Describe(row) with { IsComplete = true, Attachment = attachment };
    }

    private static ResumableUpload Describe(ResumableUploadRow row) => new()
    {
        Id = row.Id,
        AppId = row.AppId,
        Offset = row.Received,
        Length = row.Length,
        MaxBytes = row.MaxBytes,
        Metadata = row.Metadata,
        ExpiresAt = row.ExpiresAt,
    };
}
