using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Upload, download and removal of files, and the receipts of what was deleted. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class AttachmentsClient
{
    private readonly Transport transport;
    private readonly MediaReader media;

    internal AttachmentsClient(Transport transport) => (this.transport, media) = (transport, new MediaReader(transport));

    /// <summary>For mocking.</summary>
    protected AttachmentsClient() => (transport, media) = (null!, null!);

    /// <summary>Uploads a file. Sent as it is read: memory does not grow with it. Each success is a new media URL, so it is repeated only
    /// when the last attempt surely did nothing, and only from a source that can be read again.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file; one of <see cref="AttachmentAccess"/>. The original service takes <c>public</c> only.</param>
    /// <param name="source">The file, at most 50 MB, with an extension that the API takes.</param>
    /// <param name="for"><c>message</c>: delete the file together with its message, conversation or user. Optional.</param>
    /// <param name="conversationId">The conversation that the file belongs to. Optional.</param>
    /// <param name="progress">Told how far it is, at most every 100 ms and once at the end. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The media URL, which is the only handle to the file, and its media type.</returns>
    /// <exception cref="ParhelionException">400: a parameter; 401, 403: credentials; 404: app or conversation; 413: too large; 415: a type that
    /// the API does not take; and what every call may fail with.</exception>
    /// <exception cref="IOException">The source cannot be read; or what it throws else.</exception>
    public virtual async Task<Attachment> UploadAttachmentAsync(
        string appId, string access, UploadSource source, string? @for = null, string? conversationId = null,
        IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        (await UploadAttachmentWithHttpInfoAsync(appId, access, source, @for, conversationId, progress, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>As <see cref="UploadAttachmentAsync"/>, with the status and header fields of the answer.</summary>
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

    /// <summary>Removes a file. The original service may serve it from its caches for up to 15 minutes more; Parhelion answers 404 at once.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">The URL that the upload answered, unchanged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such file, or removed before, possibly by an attempt whose answer was lost; 400: a URL
    /// that the service never gave out; and what every call may fail with.</exception>
    public virtual Task DeleteAttachmentAsync(string appId, string mediaUrl, CancellationToken cancellationToken = default) =>
        DeleteAttachmentWithHttpInfoAsync(appId, mediaUrl, cancellationToken);

    /// <summary>As <see cref="DeleteAttachmentAsync"/>, with the status and header fields of the answer.</summary>
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

    /// <summary>Opens a file. Credentials go along only when the media URL is of the API's own host.</summary>
    /// <param name="mediaUrl">Media URL.</param>
    /// <param name="options">A range of it; optional.</param>
    /// <param name="cancellationToken">Ends the opening; reading has tokens of its own.</param>
    /// <returns>The file, to be disposed; it also has the status and header fields of the answer.</returns>
    /// <exception cref="ParhelionException">404: gone; 416: a range outside the file; and what every call may fail with.</exception>
    public virtual Task<AttachmentDownload> DownloadAsync(string mediaUrl, DownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        media.OpenAsync(mediaUrl, Checked(options), cancellationToken);

    /// <summary>Copies a file to a stream. A connection that breaks is taken up again where it broke, when the server gives strong ETags.</summary>
    /// <param name="mediaUrl">Media URL.</param>
    /// <param name="destination">Where to write to, from its position on.</param>
    /// <param name="options">A range of it; optional.</param>
    /// <param name="progress">Told how far it is, at most every 100 ms and once at the end. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ParhelionException">404: gone; 416: a range outside the file; broken off for good; and what every call may fail with.</exception>
    public virtual Task<long> DownloadToAsync(
        string mediaUrl, Stream destination, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new ResumableCopy(media, transport.Settings).CopyAsync(mediaUrl, destination, Checked(options), progress, cancellationToken);
    }

    /// <summary>Gets media tokens, which open private files until they expire. The original service has this in its generations 9 to 13 only.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="paths">1 to 100 paths: <c>/apps/{appId}</c>, <c>/apps/{appId}/conversations/{conversationId}</c>, or the path of a media URL.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A token for each path, by the path as it was given.</returns>
    /// <exception cref="ParhelionException">400: a path; 403: a path of another app; and what every call may fail with.</exception>
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

    /// <summary>Signs a link that opens one file to whoever has it, without any header. Parhelion only.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">Media URL.</param>
    /// <param name="expiresIn">How long it holds: a minute to seven days.</param>
    /// <param name="download">Whether a browser is to save the file and never to show it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: the time; 404: no such file; and what every call may fail with.</exception>
    public virtual async Task<AttachmentLink> CreateLinkAsync(
        string appId, string mediaUrl, TimeSpan expiresIn, bool download = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaUrl);
        var body = new AttachmentLinkBody(mediaUrl, (long)expiresIn.TotalSeconds, download);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "links");
        var call = transport.Call("CreateLink", HttpMethod.Post, requestPath, body, ProtocolJson.Default.AttachmentLinkBody) with { IsIdempotent = true };
        return (await transport.SendAsync(call, ProtocolJson.Default.AttachmentLinkResponse, cancellationToken).ConfigureAwait(false)).Link;
    }

    /// <summary>Lists the receipts of deleted files, oldest first. Parhelion only.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">Only those of this media URL. Optional.</param>
    /// <param name="page">Where to begin, and how many at a time. Optional.</param>
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
