using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Uploads attachments: large files resumably if the server can do that, all others as a form.</summary>
internal sealed class AttachmentUploader(Transport transport)
{
    private readonly ResumableUploadSupport support = new(transport);

    /// <exception cref="ArgumentException">The upload to continue has another length than the source, the source cannot seek, or the URL of the upload
    /// is not encrypted.</exception>
    /// <exception cref="FileNotFoundException">The source of the upload to continue does not exist.</exception>
    public Task<Attachment> UploadAsync(AttachmentUpload upload, CancellationToken cancellationToken)
    {
        var length = upload.Source.SeekableLength();
        RequireSame(upload.Source, length, upload.Options);
        return transport.RunAsync(upload.Form.Name, operation => UploadAsync(upload, length, operation, cancellationToken));
    }

    // The parameters have the names of those of the public method, which the caller sees in the message.
    private void RequireSame(UploadSource source, long? length, UploadAttachmentOptions options)
    {
        if (options.ResumeFrom is not { } earlier) return;
        source.RequireExists();
        if (length is null) throw new ArgumentException("ResumeFrom needs a source that can seek.", nameof(source));
        if (earlier.Length != length) throw new ArgumentException("The source and the upload in ResumeFrom have different lengths, so they are not the same file.", nameof(source));
        if (earlier.Url.Scheme == Uri.UriSchemeHttp && transport.Settings.BaseUri.Scheme == Uri.UriSchemeHttps)
        {
            throw new ArgumentException("The URL of ResumeFrom is http, but the API is https.", nameof(options));
        }
    }

    private async Task<Attachment> UploadAsync(AttachmentUpload upload, long? length, Operation operation, CancellationToken cancellationToken) =>
        await TryResumablyAsync(upload, length, operation, cancellationToken).ConfigureAwait(false)
            ?? await SendFormAsync(upload, operation, cancellationToken).ConfigureAwait(false);

    private async Task<Attachment?> TryResumablyAsync(AttachmentUpload upload, long? length, Operation operation, CancellationToken cancellationToken)
    {
        if (length is not { } known) return null;
        if (upload.Options.ResumeFrom is null && known <= transport.Settings.ResumableUploadThreshold) return null;
        UploadFields? limits = null;
        if (upload.Options.ResumeFrom is null)
        {
            limits = await support.FindAsync(upload.Form, operation, cancellationToken).ConfigureAwait(false);
            if (limits is null) return null;
        }

        var transfer = new ResumableTransfer(transport, upload, known, operation) { MaxAppendSize = limits?.MaxAppendSize };
        var attachment = await transfer.RunAsync(cancellationToken).ConfigureAwait(false);
        if (transfer.IsUnsupported) support.Refuse();
        return attachment;
    }

    private async Task<Attachment> SendFormAsync(AttachmentUpload upload, Operation operation, CancellationToken cancellationToken)
    {
        var call = upload.Form with
        {
            Upload = new UploadBody(upload.Source, upload.Options.Progress, transport.Settings.Clock),
            IsTransfer = true,
        };
        var answer = await transport.SendAsync(
            call, operation, (response, _, token) => ResponseReader.ReadAsync(response, ProtocolJson.Default.AttachmentResponse, token), cancellationToken).ConfigureAwait(false);
        return answer.Attachment;
    }
}
