using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Creates, continues, completes and ends resumable uploads. One request at a time works on an upload: a later one ends the earlier one, also on another
/// node (docs/decisions/0020-resumable-uploads.md). Nothing of an upload is an attachment before it is complete.</summary>
public sealed class ResumableUploadService
{
    private readonly FileValidator rules;
    private readonly IBlobStore blobs;
    private readonly Database database;
    private readonly ApiKeyService apiKeys;
    private readonly ActiveUploadRegistry active;
    private readonly TimeProvider clock;
    private readonly UploadTakeover takeover;
    private readonly UploadEnding ending;
    private readonly UploadCreation creation;
    private readonly UploadCompletion completion;

    /// <summary>Creates the service.</summary>
    public ResumableUploadService(
        FileValidator rules, IBlobStore blobs, Database database, ApiKeyService apiKeys, InvalidationChannel channel, ActiveUploadRegistry active,
        InFlightUploadRegistry uploadsInFlight, UploadOptions limits, ResumableUploadOptions options, TimeProvider clock)
    {
        (this.rules, this.blobs, this.database, this.apiKeys, this.active) = (rules, blobs, database, apiKeys, active);
        this.clock = clock;
        takeover = new UploadTakeover(database, channel);
        ending = new UploadEnding(blobs, database, options, clock);
        creation = new UploadCreation(rules, database, ending, limits, options, clock);
        completion = new UploadCompletion(rules, blobs, database, uploadsInFlight, clock);
    }

    /// <summary>Creates an upload without bytes.</summary>
    /// <exception cref="ProblemException">400: the length is 0. 410: the upload link was used up. 413: the length is above the limit. 415: the name is not allowed.
    /// 429: the app has too many unfinished uploads.</exception>
    public async Task<ResumableUpload> CreateAsync(NewResumableUpload request, CancellationToken cancellationToken) =>
        Describe(await creation.RunAsync(request, cancellationToken));

    /// <summary>Appends the bytes of a request, and completes the upload if they are the last ones. If the client breaks off, what came is kept.</summary>
    /// <exception cref="UploadOffsetException">409: the bytes do not begin at the offset of the upload.</exception>
    /// <exception cref="UploadCompletedException">409: the upload is complete.</exception>
    /// <exception cref="UploadLengthException">400: the lengths disagree. If more bytes came than the upload has, it is gone.</exception>
    /// <exception cref="UploadChecksumException">460: the checksum is wrong. The upload stays as it was.</exception>
    /// <exception cref="UploadTakenOverException">Another request continues the upload.</exception>
    /// <exception cref="ProblemException">404: there is no such upload. 410: it is gone. 413, 415: the file is too large or refused; the upload is gone.</exception>
    public async Task<ResumableUpload> AppendAsync(string id, UploadAppend append, CancellationToken cancellationToken)
    {
        using var turn = await active.EnterAsync(id, cancellationToken);
        var row = await LoadAsync(id, cancellationToken);
        row = await RequireMatchAsync(row, append, cancellationToken);
        row = await takeover.TakeAsync(row, isActive: true, cancellationToken);
        try
        {
            return await AppendAsync(row, append, turn, cancellationToken);
        }
        catch (Exception e) when (EndsUpload(e))
        {
            await ending.EndAsync(row);
            throw;
        }
    }

    /// <summary>Returns the state of an upload after ending a request that appends to it.</summary>
    /// <param name="id">Id of the upload.</param>
    /// <param name="completes">Whether to complete an upload that has all bytes of its known length.</param>
    /// <param name="cancellationToken">Cancels waiting and reading.</param>
    /// <exception cref="ProblemException">As for appending.</exception>
    public async Task<ResumableUpload> GetOffsetAsync(string id, bool completes, CancellationToken cancellationToken)
    {
        using var turn = await active.EnterAsync(id, cancellationToken);
        var row = await LoadAsync(id, cancellationToken);
        if (row.State == ResumableUploadState.Complete) return await DescribeCompleteAsync(row, cancellationToken);
        var isWhole = completes && row.Received == row.Length;
        if (!isWhole && !row.IsActive) return Describe(row);
        row = await takeover.TakeAsync(row, isActive: false, cancellationToken);
        if (!isWhole) return Describe(row);
        try
        {
            await using var writer = await blobs.Partial.OpenAsync(row.Key, row.Partial, cancellationToken);
            return await CompleteAsync(row, writer, null);
        }
        catch (Exception e) when (EndsUpload(e))
        {
            await ending.EndAsync(row);
            throw;
        }
    }

    /// <summary>Returns the state of an upload without disturbing a request that appends to it.</summary>
    /// <exception cref="ProblemException">404: there is no such upload. 410: it is gone.</exception>
    public async Task<ResumableUpload> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await RequireAsync(id, cancellationToken);
        return row.State == ResumableUploadState.Complete ? await DescribeCompleteAsync(row, cancellationToken) : Describe(row);
    }

    /// <summary>Ends an upload and erases its bytes. A complete upload stays, and so does its attachment.</summary>
    /// <exception cref="ProblemException">404: there is no such upload. 410: it is gone.</exception>
    public async Task TerminateAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await active.EnterAsync(id, cancellationToken);
        var row = await LoadAsync(id, cancellationToken);
        if (row.State == ResumableUploadState.Open) await ending.EndAsync(row);
    }

    /// <summary>Ends an upload whose first request failed before its client could learn the id. If that fails too, the upload expires.</summary>
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

    private async Task<ResumableUpload> AppendAsync(ResumableUploadRow row, UploadAppend append, ActiveUploadRegistry.Turn turn, CancellationToken cancellationToken)
    {
        await using var writer = await blobs.Partial.OpenAsync(row.Key, row.Partial, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Stopped);
        using var receiver = new UploadReceiver(row, writer, append, rules, database, ending.NextExpiry);
        try
        {
            await receiver.ReceiveAsync(stop.Token);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested)
        {
            throw new UploadTakenOverException();
        }

        append.Received?.Invoke();
        if (append.IsLast ?? writer.Length == row.Length) return await CompleteAsync(receiver.Row, writer, receiver.Whole);
        await receiver.SaveAsync(isActive: false);
        return Describe(receiver.Row);
    }

    private async Task<ResumableUpload> CompleteAsync(ResumableUploadRow row, IPartialBlobWriter writer, ReceivedUpload? received)
    {
        if (writer.Length != (row.Length ?? writer.Length)) throw new UploadLengthException();
        if (writer.Length == 0) throw new ProblemException(Problems.BadRequest("File is empty"));
        if (await apiKeys.FindAsync(row.KeyId, CancellationToken.None) is null) throw new ProblemException(Problems.UploadGone);
        var attachment = await completion.RunAsync(row, writer, received, ending.NextExpiry());
        return Describe(row) with { Offset = attachment.Size, Length = attachment.Size, IsComplete = true, Metadata = null, ExpiresAt = ending.NextExpiry(), Attachment = attachment };
    }

    // Checks a request before any of its bytes are read, and records a length that it tells.
    private async Task<ResumableUploadRow> RequireMatchAsync(ResumableUploadRow row, UploadAppend append, CancellationToken cancellationToken)
    {
        if (row.State == ResumableUploadState.Complete) throw new UploadCompletedException(await DescribeCompleteAsync(row, cancellationToken));
        if (append.Offset != row.Received) throw new UploadOffsetException(row.Received, append.Offset);
        var length = append.Length ?? row.Length;
        if (row.Length is { } known && known != length) throw new UploadLengthException();
        if (append.Offset + append.ContentLength > length || length < row.Received) throw new UploadLengthException();
        if (Math.Max(length ?? 0, append.Offset + (append.ContentLength ?? 0)) > row.MaxBytes) throw new UploadTooLargeException(row.MaxBytes);
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
        e is PartialBlobLostException or ProblemException { Status: 400 or 404 or 410 or 413 or 415 };

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
