using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Uploads one file resumably. After a failure it asks the server how many bytes it has, and sends the rest.</summary>
internal sealed class ResumableTransfer(Transport transport, AttachmentUpload request, long length, Operation operation)
{
    private readonly UploadRequests requests = new(transport.Settings);
    private readonly UploadRecovery recovery = new(transport.Settings, operation);
    private readonly DistinctProgress? progress = request.Options.Progress is { } reports ? new DistinctProgress(reports) : null;
    private ResumableUpload? upload = request.Options.ResumeFrom is { } earlier && transport.MaySendTo(earlier.Url) ? earlier : null;
    private long? offset;
    private bool isKnown;
    private bool hasSent;
    private bool hasAskedForResult;
    private bool hasBegunAnew;
    private bool isRefused;

    /// <summary>Largest body of one request; <c>null</c> for no limit.</summary>
    public long? MaxAppendSize { get; set; }

    /// <summary>Whether the server does not support what it offered.</summary>
    public bool IsUnsupported { get; private set; }

    private bool IsEarlier => ReferenceEquals(upload, request.Options.ResumeFrom);

    /// <summary>Uploads the file.</summary>
    /// <returns>The attachment; <c>null</c> if the server creates no resumable upload for it, so that it must be sent as a form.</returns>
    /// <exception cref="ParhelionException">The upload failed.</exception>
    public async Task<Attachment?> RunAsync(CancellationToken cancellationToken)
    {
        while (!isRefused)
        {
            if (upload is null)
            {
                await CreateAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var attachment = offset is { } known
                ? await AppendAsync(upload, known, cancellationToken).ConfigureAwait(false)
                : await AskAsync(upload, cancellationToken).ConfigureAwait(false);
            if (attachment is not null) return attachment;
        }

        return null;
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var call = UploadRequests.Create(request.Form, request.Source.FileName, length);
        var (created, failure) = await transport.TryAsync(call, operation, ReadCreatedAsync, cancellationToken).ConfigureAwait(false);
        // No byte was sent yet. The form decides what else these mean, such as a file type that the API does not accept.
        isRefused = failure is { Status: 400 or 405 or 415 or 501 } || UploadFailures.IsTooMany(failure) || (failure is null && created is null);
        IsUnsupported = isRefused && failure?.Status is null or 405 or 501;
        if (isRefused) return;
        if (failure is not null)
        {
            await recovery.WaitAsync(call, failure, mayHaveAdvanced: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        (upload, offset, isKnown) = (created, null, false);
        // Another host is asked first: it may be one at which nobody answers, and then there is nothing to continue.
        if (transport.Settings.IsOfApi(created!.Url)) (offset, isKnown) = (0, Tell(created));
    }

    private async Task<ResumableUpload?> ReadCreatedAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var location = response.Headers.Location is { } place ? new Uri(request.Form.Url, place) : null;
        Limit(UploadFields.Of(response.Headers));
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        // The URL is a secret, which must not leave an encrypted connection.
        var isSafe = location is not null && (location.Scheme == Uri.UriSchemeHttps || location.Scheme == request.Form.Url.Scheme);
        return isSafe && transport.MaySendTo(location!) ? new ResumableUpload(location!, length) : null;
    }

    private async Task<Attachment?> AskAsync(ResumableUpload current, CancellationToken cancellationToken)
    {
        var call = requests.Ask(current);
        var (state, failure) = await transport.TryAsync(call, operation, UploadResponseReader.ReadStateAsync, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            await WaitToAskAsync(call, failure, cancellationToken).ConfigureAwait(false);
            return null;
        }

        Limit(state.Fields);
        if (state.Fields.IsComplete == true) return await GetResultAsync(current, cancellationToken).ConfigureAwait(false);
        if (state.Fields.Offset is not { } stored || stored > length || (state.Fields.Length ?? length) != length)
        {
            await WaitToAskAsync(call, UploadFailures.Unusable(state.Status), cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (!isKnown) isKnown = IsEarlier || Tell(current);
        recovery.MayBeStored = false;
        Continue(stored);
        progress?.Report(new UploadProgress(stored, length));
        return null;
    }

    private async Task WaitToAskAsync(ApiCall call, AttemptFailure failure, CancellationToken cancellationToken)
    {
        if (IsElsewhere(call, failure))
        {
            (isRefused, IsUnsupported) = (true, true);
            return;
        }

        if (IsLost(call, failure) && TryBeginAnew(failure)) return;
        try
        {
            await recovery.WaitAsync(call, UploadFailures.OfProxy(call, failure), mayHaveAdvanced: false, cancellationToken).ConfigureAwait(false);
        }
        catch (ParhelionException e) when (e.Status is null && !isKnown && !transport.Settings.IsOfApi(call.Url) && TryBeginAnew(failure))
        {
            // The host of the earlier upload does not answer.
        }
    }

    private async Task<Attachment?> GetResultAsync(ResumableUpload complete, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.SendAsync(requests.Result(complete), operation, UploadResponseReader.ReadAttachmentAsync, cancellationToken).ConfigureAwait(false);
            progress?.Report(new UploadProgress(length, length));
            return answer.Attachment;
        }
        catch (ParhelionException e) when (e is { Status: 404 or 410, Errors.Count: > 0 } && IsEarlier && !hasSent && TryBeginAnew(UploadFailures.Deleted(e)))
        {
            return null;
        }
    }

    private async Task<Attachment?> AppendAsync(ResumableUpload current, long start, CancellationToken cancellationToken)
    {
        var range = new UploadRange(start, Math.Min(length - start, MaxAppendSize ?? long.MaxValue), length);
        var body = new UploadBody(request.Source, progress, transport.Settings.Clock) { Range = range };
        var call = requests.Append(current, body);
        var (answer, failure) = await transport.TryAsync(
            call, operation, (response, _, token) => UploadResponseReader.ReadAppendedAsync(response, range, token), cancellationToken).ConfigureAwait(false);
        hasSent |= body.Sent > 0;
        Limit(failure is null ? answer.Fields : failure.Upload);
        if (answer.Attachment is { } attachment) return attachment;
        if (failure is null && range.IsLast && !hasAskedForResult) (hasAskedForResult, recovery.MayBeStored, offset) = (true, true, null);
        else if (failure is null && !range.IsLast) Continue(start + range.Count);
        else await RecoverAsync(call, failure ?? UploadFailures.Incomplete, body, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task RecoverAsync(ApiCall call, AttemptFailure failure, UploadBody body, CancellationToken cancellationToken)
    {
        if (IsLost(call, failure) && TryBeginAnew(failure)) return;
        if (failure is { Status: 409, Upload: { IsComplete: not true, Offset: { } stored } } && stored <= length && recovery.Advanced(stored))
        {
            operation.Failed(failure);
            offset = stored;
            return;
        }

        failure = UploadFailures.OfProxy(call, failure);
        recovery.MayBeStored = body.IsSentWhole && body.Range!.Value.IsLast && (failure.MayHaveBeenExecuted || failure.Status == 409);
        // The offsets of the client and of the server differ, or another process has completed the upload. The server knows.
        if (failure.Status == 409) failure = failure with { IsTransient = true };
        else if (failure.Upload is { IsComplete: true }) failure = failure with { IsTransient = false };
        await recovery.WaitAsync(call, failure, mayHaveAdvanced: body.Sent > 0, cancellationToken).ConfigureAwait(false);
        offset = null;
    }

    // A server that does not know its public address sends a URL at which nobody, or another server, answers. The form goes to the host of the API.
    private bool IsElsewhere(ApiCall call, AttemptFailure failure) =>
        !isKnown && !IsEarlier && !transport.Settings.IsOfApi(call.Url) && failure.Status is null or < 400 or 400 or 401 or 403 or 404 or 405 or 410 or 501;

    // The upload has expired, the server has lost it, or it is no upload at all.
    private bool IsLost(ApiCall call, AttemptFailure failure) => failure.Status switch
    {
        404 or 410 => failure.IsOfApi(call),
        < 400 => IsEarlier && !hasSent && failure.Cause is null,
        400 or 401 or 403 or 405 or 501 => IsEarlier && !isKnown && !transport.Settings.IsOfApi(call.Url),
        _ => false,
    };

    // If the last bytes were sent and their answer was lost, the file may be stored. Then nothing begins anew, because it would be stored twice.
    private bool TryBeginAnew(AttemptFailure failure)
    {
        if (hasBegunAnew || recovery.MayBeStored) return false;
        operation.Failed(failure);
        operation.UploadResumed(failure, TimeSpan.Zero);
        (hasBegunAnew, upload, offset) = (true, null, null);
        recovery.Reset();
        return true;
    }

    private void Continue(long stored)
    {
        recovery.Advanced(stored);
        offset = stored;
    }

    private void Limit(UploadFields? fields) => MaxAppendSize = fields?.MaxAppendSize ?? MaxAppendSize;

    private bool Tell(ResumableUpload created)
    {
        request.Options.ResumableUploadCreated?.Invoke(created);
        return true;
    }
}
