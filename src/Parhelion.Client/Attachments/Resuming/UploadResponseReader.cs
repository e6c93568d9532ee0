using System.Net;
using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Reads the responses to the requests of a resumable upload.</summary>
internal static class UploadResponseReader
{
    /// <summary>Reads the state of an upload, and the status.</summary>
    public static async Task<(UploadFields Fields, int Status)> ReadStateAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var (fields, status) = (UploadFields.Of(response.Headers), (int)response.StatusCode);
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return (fields, status);
    }

    /// <summary>Reads the attachment of a complete upload.</summary>
    public static Task<AttachmentResponse> ReadAttachmentAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken) =>
        ResponseReader.ReadAsync(response, ProtocolJson.Default.AttachmentResponse, cancellationToken);

    /// <summary>Reads the response to appended bytes.</summary>
    /// <returns>The attachment; <c>null</c> if the response has none. After the last bytes the server is then asked: they may have completed the
    /// upload.</returns>
    public static async Task<(Attachment? Attachment, UploadFields Fields)> ReadAppendedAsync(HttpResponseMessage response, UploadRange range, CancellationToken cancellationToken)
    {
        var fields = UploadFields.Of(response.Headers);
        var isAttachment = range.IsLast && fields.IsComplete != false
            && response.StatusCode != HttpStatusCode.NoContent && response.Content.Headers.ContentLength != 0;
        if (isAttachment) return ((await ResponseReader.ReadAsync(response, ProtocolJson.Default.AttachmentResponse, cancellationToken).ConfigureAwait(false)).Attachment, fields);
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return (null, fields);
    }
}
