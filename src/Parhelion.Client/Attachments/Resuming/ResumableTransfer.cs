using System.Net;
using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Uploads one file resumably. After a failure it asks the server how many bytes it has, and sends the rest.</summary>
internal sealed class ResumableTransfer(Transport transport, AttachmentUpload request, long length, Operation operation)
{
    private readonly UploadRequests requests = new(transport.Settings);
    private readonly UploadRecovery recovery = new(transport.Settings, operation);
    private ResumableUpload? upload = request.Options.ResumeFrom;
    private long? offset;
    private bool hasBegunAnew;
    private bool isRefused;

    /// <summary>Largest body of one request; <c>null</c> for no limit.</summary>
    public long? MaxAppendSize { get; set; }

    /// <summary>Whether the server does not support what it offered.</summary>
    public bool IsUnsupported { get; private set; }

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
        isRefused = failure is { Status: 400 or 405 or 415 or 429 or 501 } || (failure is null && created is null);
        IsUnsupported = isRefused && failure?.Status is null or 405 or 501;
        if (isRefused) return;
        if (failure is not null)
        {
            await recovery.WaitAsync(call, failure, mayHaveAdvanced: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        (upload, offset) = (created, 0);
        request.Options.ResumableUploadCreated?.Invoke(created!);
    }

    private async Task<ResumableUpload?> ReadCreatedAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var location = response.Headers.Location is { } place ? new Uri(request.Form.Url, place) : null;
        MaxAppendSize = UploadFields.Of(response.Headers).MaxAppendSize ?? MaxAppendSize;
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        // The URL is a secret, which must not leave an encrypted connection.
        var isSafe = location is not null && (location.Scheme == Uri.UriSchemeHttps || location.Scheme == request.Form.Url.Scheme);
        return isSafe ? new ResumableUpload(location!, length) : null;
    }

    private async Task<Attachment?> AskAsync(ResumableUpload current, CancellationToken cancellationToken)
    {
        var call = requests.Ask(current);
        var (fields, failure) = await transport.TryAsync(call, operation, ReadFieldsAsync, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            if (!TryBeginAnew(failure)) await recovery.WaitAsync(call, failure, mayHaveAdvanced: false, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (fields!.IsComplete == true) return await GetResultAsync(current, cancellationToken).ConfigureAwait(false);
        if (fields.Offset is not { } stored || stored > length || (fields.Length ?? length) != length)
        {
            throw new ParhelionException($"{call.Name}: the server told no offset, or one that does not fit the file");
        }

        recovery.MayBeStored = false;
        Continue(stored);
        request.Options.Progress?.Report(new UploadProgress(stored, length));
        return null;
    }

    private async Task<Attachment> GetResultAsync(ResumableUpload complete, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(requests.Result(complete), operation, ReadAttachmentAsync, cancellationToken).ConfigureAwait(false);
        request.Options.Progress?.Report(new UploadProgress(length, length));
        return answer.Attachment;
    }

    private async Task<Attachment?> AppendAsync(ResumableUpload current, long start, CancellationToken cancellationToken)
    {
        var range = new UploadRange(start, Math.Min(length - start, MaxAppendSize ?? long.MaxValue), length);
        var body = new UploadBody(request.Source, request.Options.Progress, transport.Settings.Clock) { Range = range };
        var call = requests.Append(current, body);
        var (attachment, failure) = await transport.TryAsync(
            call, operation, (response, _, token) => ReadAppendedAsync(response, range, token), cancellationToken).ConfigureAwait(false);
        if (attachment is not null) return attachment;
        if (failure is null)
        {
            if (range.IsLast) failure = Incomplete;
            else Continue(start + range.Count);
        }

        if (failure is not null) await RecoverAsync(call, failure, body, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task RecoverAsync(ApiCall call, AttemptFailure failure, UploadBody body, CancellationToken cancellationToken)
    {
        if (IsElsewhere(call, failure, body))
        {
            (isRefused, IsUnsupported) = (true, true);
            return;
        }

        if (TryBeginAnew(failure)) return;
        if (failure is { Status: 409, Upload: { IsComplete: not true, Offset: { } stored } } && stored <= length && recovery.Advanced(stored))
        {
            operation.Failed(failure);
            offset = stored;
            return;
        }

        recovery.MayBeStored = body.IsSentWhole && body.Range!.Value.IsLast;
        // The offsets of the client and of the server differ, or another process has completed the upload. The server knows.
        if (failure.Status == 409) failure = failure with { IsTransient = true };
        else if (failure.Upload is { IsComplete: true }) failure = failure with { IsTransient = false };
        await recovery.WaitAsync(call, failure, mayHaveAdvanced: body.Sent > 0, cancellationToken).ConfigureAwait(false);
        offset = null;
    }

    // A server that does not know its public address sends a URL at which nobody, or another server, answers. The form goes to the host of the API.
    private bool IsElsewhere(ApiCall call, AttemptFailure failure, UploadBody body) =>
        request.Options.ResumeFrom is null && !transport.Settings.IsOfApi(call.Url) && body.Range!.Value.Offset == 0
        && (failure.Status is null ? !body.IsStarted : failure.Status is 400 or 401 or 403 or 404 or 405 or 410 or 501);

    // The upload has expired, or the server has lost it.
    private bool TryBeginAnew(AttemptFailure failure)
    {
        if (failure.Status is not (404 or 410) || hasBegunAnew) return false;
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

    private static async Task<UploadFields> ReadFieldsAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var fields = UploadFields.Of(response.Headers);
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return fields;
    }

    private static Task<AttachmentResponse> ReadAttachmentAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken) =>
        ResponseReader.ReadAsync(response, ProtocolJson.Default.AttachmentResponse, cancellationToken);

    // A response without a body is followed by a question: it may have completed the upload.
    private static async Task<Attachment?> ReadAppendedAsync(HttpResponseMessage response, UploadRange range, CancellationToken cancellationToken)
    {
        var isAttachment = range.IsLast && UploadFields.Of(response.Headers).IsComplete != false
            && response.StatusCode != HttpStatusCode.NoContent && response.Content.Headers.ContentLength != 0;
        if (isAttachment) return (await ResponseReader.ReadAsync(response, ProtocolJson.Default.AttachmentResponse, cancellationToken).ConfigureAwait(false)).Attachment;
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static AttemptFailure Incomplete { get; } = new()
    {
        Reason = "the server has not completed the upload",
        IsTransient = true,
        MayHaveBeenExecuted = true,
    };
}
