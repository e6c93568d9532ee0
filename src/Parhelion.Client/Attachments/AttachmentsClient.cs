using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Uploads, downloads and removes attachments, and lists the receipts of deleted ones. <see cref="ParhelionClient"/> lists the
/// exceptions.</summary>
public class AttachmentsClient
{
    private readonly Transport transport;
    private readonly MediaReader media;

    internal AttachmentsClient(Transport transport) => (this.transport, media) = (transport, new MediaReader(transport));

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected AttachmentsClient() => (transport, media) = (null!, null!);

    /// <summary>Uploads a file. The client sends the file while it reads it, so memory does not grow with its size.</summary>
    /// <remarks>Each successful upload creates a new media URL. So the client retries only if the last attempt certainly stored nothing. The
    /// source must be readable again, or nothing may have been read from it.</remarks>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file: one of <see cref="AttachmentAccess"/>. The original service accepts only <c>public</c>.</param>
    /// <param name="source">The file, at most 50 MB, with an extension that the API accepts.</param>
    /// <param name="for"><c>message</c>: the server deletes the file together with its message, conversation or user. Optional.</param>
    /// <param name="conversationId">Id of the conversation that the file belongs to. Optional.</param>
    /// <param name="progress">Receives the progress, at most every 100 ms and once at the end. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The media URL, which is the only way to refer to the file, and the media type.</returns>
    /// <exception cref="ParhelionException">The call failed. 400: a parameter is invalid. 401 or 403: the credentials are refused. 404: the app or
    /// the conversation does not exist. 413: the file is too large. 415: the API does not accept this file type.</exception>
    /// <exception cref="IOException">The source cannot be read. Any other exception of the source is passed on unchanged.</exception>
    public virtual async Task<Attachment> UploadAttachmentAsync(
        string appId, string access, UploadSource source, string? @for = null, string? conversationId = null,
        IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        (await UploadAttachmentWithHttpInfoAsync(appId, access, source, @for, conversationId, progress, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Uploads a file like <see cref="UploadAttachmentAsync"/>, and also returns the status and headers of the response.</summary>
    /// <inheritdoc cref="UploadAttachmentAsync" />
    public virtual async Task<ParhelionResponse<Attachment>> UploadAttachmentWithHttpInfoAsync(
        string appId, string access, UploadSource source, string? @for = null, string? conversationId = null,
        IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(access);
        ArgumentNullException.ThrowIfNull(source);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments")
            .With("access", access).With("for", @for).With("conversationId", conversationId);
        var call = transport.Call("UploadAttachment", HttpMethod.Post, requestPath) with
        {
            Upload = new UploadBody(source, progress, transport.Settings.Clock),
            IsTransfer = true,
        };
        var answer = await transport.SendWithHttpInfoAsync(call, ProtocolJson.Default.AttachmentResponse, cancellationToken).ConfigureAwait(false);
        return new ParhelionResponse<Attachment>(answer.Value.Attachment, answer.Status, answer.Headers);
    }

    /// <summary>Removes an attachment. Parhelion answers its media URL with 404 at once. The original service may serve it from caches for
    /// another 15 minutes.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">The media URL exactly as the upload returned it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. 404: the file does not exist or was removed already, possibly by an earlier attempt
    /// whose response was lost. 400: the service never issued this URL.</exception>
    public virtual Task DeleteAttachmentAsync(string appId, string mediaUrl, CancellationToken cancellationToken = default) =>
        DeleteAttachmentWithHttpInfoAsync(appId, mediaUrl, cancellationToken);

    /// <summary>Removes an attachment like <see cref="DeleteAttachmentAsync"/>, and also returns the status and headers of the response.</summary>
    /// <inheritdoc cref="DeleteAttachmentAsync" />
    public virtual async Task<ParhelionResponse<EmptyResponse>> DeleteAttachmentWithHttpInfoAsync(
        string appId, string mediaUrl, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaUrl);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "remove");
        var call = transport.Call("DeleteAttachment", HttpMethod.Post, requestPath, new AttachmentDeleteBody(mediaUrl), ProtocolJson.Default.AttachmentDeleteBody)
            with
        { IsIdempotent = true };
        var answer = await transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return new ParhelionResponse<EmptyResponse>(new EmptyResponse(), answer.Status, answer.Headers);
    }

    /// <summary>Opens a file for reading. The client sends credentials only if the media URL is on the host of the API.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="options">The range to download. Optional.</param>
    /// <param name="cancellationToken">Cancels the opening. Each read of the content takes its own token.</param>
    /// <returns>The open download, with the status and headers of the response. The caller disposes it.</returns>
    /// <exception cref="ParhelionException">The call failed. 404: the file does not exist or was removed. 416: the range is outside the
    /// file.</exception>
    public virtual Task<AttachmentDownload> DownloadAsync(string mediaUrl, DownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        media.OpenAsync(mediaUrl, Checked(options), cancellationToken);

    /// <summary>Downloads a file to a stream. If the connection breaks, the client resumes at the same byte, provided that the server sends a
    /// strong ETag.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="destination">The stream to write to, from its current position on.</param>
    /// <param name="options">The range to download. Optional.</param>
    /// <param name="progress">Receives the progress, at most every 100 ms and once at the end. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="ParhelionException">The call failed, or the connection broke and no retry succeeded. 404: the file does not exist or was
    /// removed. 416: the range is outside the file.</exception>
    public virtual Task<long> DownloadToAsync(
        string mediaUrl, Stream destination, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new ResumableCopy(media, transport.Settings).CopyAsync(mediaUrl, destination, Checked(options), progress, cancellationToken);
    }

    /// <summary>Creates media tokens, which give access to private files until they expire. In the original service only generations 9 to 13 have
    /// this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="paths">1 to 100 paths: <c>/apps/{appId}</c>, <c>/apps/{appId}/conversations/{conversationId}</c>, or the path of a media URL.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A token for each path. The keys are the paths exactly as given.</returns>
    /// <exception cref="ParhelionException">The call failed. 400: a path is invalid. 403: a path belongs to another app.</exception>
    public virtual async Task<IReadOnlyDictionary<string, string>> GenerateMediaTokensAsync(
        string appId, IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "token");
        var call = transport.Call("GenerateMediaTokens", HttpMethod.Post, requestPath, new AttachmentMediaTokenBody(paths), ProtocolJson.Default.AttachmentMediaTokenBody) with
        {
            IsIdempotent = true,
        };
        return (await transport.SendAsync(call, ProtocolJson.Default.AttachmentMediaTokenResponse, cancellationToken).ConfigureAwait(false)).Tokens;
    }

    /// <summary>Creates a signed link. Everybody who has the link can read the file, without credentials. Only Parhelion has this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="expiresIn">Lifetime of the link, 1 minute to 7 days.</param>
    /// <param name="download">Whether a browser saves the file instead of showing it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. 400: <paramref name="expiresIn"/> is out of range. 404: the file does not
    /// exist.</exception>
    public virtual async Task<AttachmentLink> CreateLinkAsync(
        string appId, string mediaUrl, TimeSpan expiresIn, bool download = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaUrl);
        var body = new AttachmentLinkBody(mediaUrl, (long)expiresIn.TotalSeconds, download);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "links");
        var call = transport.Call("CreateLink", HttpMethod.Post, requestPath, body, ProtocolJson.Default.AttachmentLinkBody) with { IsIdempotent = true };
        return (await transport.SendAsync(call, ProtocolJson.Default.AttachmentLinkResponse, cancellationToken).ConfigureAwait(false)).Link;
    }

    /// <summary>Lists the receipts of deleted attachments, oldest first. Only Parhelion has this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">Lists only the receipts of this media URL. Optional.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<Receipt> ListReceiptsAsync(string appId, string? mediaUrl = null, PageRequest? page = null)
    {
        RequestPath.Id(appId, nameof(appId));
        return new PagedList<Receipt>(page, async (request, token) =>
        {
            var requestPath = request.PutInto(new RequestPath("apps", appId, "attachments", "receipts").With("filter[mediaUrl]", mediaUrl));
            var call = transport.Call("ListReceipts", HttpMethod.Get, requestPath);
            var answer = await transport.SendAsync(call, ProtocolJson.Default.ReceiptListResponse, token).ConfigureAwait(false);
            return new Page<Receipt>(answer.Receipts, answer.Meta);
        });
    }

    private static DownloadOptions Checked(DownloadOptions? options)
    {
        options ??= new DownloadOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Offset, nameof(options));
        if (options.Length is { } length) ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(options));
        return options;
    }
}
