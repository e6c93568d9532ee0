using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Uploads, downloads, lists and removes attachments, and lists the receipts of deleted ones. <see cref="ParhelionClient"/> lists the
/// exceptions.</summary>
public class AttachmentsClient
{
    /// <summary>The default of <c>maxBytes</c> in <see cref="DownloadContentAsync"/>: 50,000,000 bytes, the largest file of the API.</summary>
    public const int DefaultMaxBytes = 50_000_000;

    private readonly Transport transport;
    private readonly MediaReader media;
    private readonly AttachmentUploader uploader;

    internal AttachmentsClient(Transport transport) =>
        (this.transport, media, uploader) = (transport, new MediaReader(transport), new AttachmentUploader(transport));

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected AttachmentsClient() => (transport, media, uploader) = (null!, null!, null!);

    /// <summary>Uploads a file from disk. The client sends the file while it reads it, so memory does not grow with its size.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file. The original service accepts only <see cref="AttachmentAccess.Public"/>.</param>
    /// <param name="path">Path of the file, at most 50 MB, with an extension that the API accepts.</param>
    /// <param name="options">Purpose, conversation and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="UploadAttachmentAsync(string, AttachmentAccess, UploadSource, UploadAttachmentOptions?, CancellationToken)" path="/returns|/exception|/remarks" />
    public virtual Task<Attachment> UploadAttachmentAsync(
        string appId, AttachmentAccess access, string path, UploadAttachmentOptions? options = null, CancellationToken cancellationToken = default) =>
        UploadAttachmentAsync(appId, access, UploadSource.FromFile(path), options, cancellationToken);

    /// <summary>Uploads a stream, from its current position to its end. The caller disposes the stream.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file. The original service accepts only <see cref="AttachmentAccess.Public"/>.</param>
    /// <param name="content">A readable stream, at most 50 MB. If the upload fails, the client sets a stream that can seek back to where it was. If it
    /// cannot seek, the client repeats the upload only if nothing was read. To call again after a failure, open such a stream again.</param>
    /// <param name="fileName">Name of the file, with an extension that the API accepts.</param>
    /// <param name="options">Purpose, conversation and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="UploadAttachmentAsync(string, AttachmentAccess, UploadSource, UploadAttachmentOptions?, CancellationToken)" path="/returns|/exception|/remarks" />
    public virtual Task<Attachment> UploadAttachmentAsync(
        string appId, AttachmentAccess access, Stream content, string fileName, UploadAttachmentOptions? options = null, CancellationToken cancellationToken = default) =>
        UploadAttachmentAsync(appId, access, UploadSource.FromStream(content, fileName), options, cancellationToken);

    /// <summary>Uploads bytes from memory: a <c>byte[]</c>, a <see cref="ReadOnlyMemory{T}"/> or a <c>BinaryData</c>. The client does not copy
    /// them.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file. The original service accepts only <see cref="AttachmentAccess.Public"/>.</param>
    /// <param name="content">Content of the file, at most 50 MB.</param>
    /// <param name="fileName">Name of the file, with an extension that the API accepts.</param>
    /// <param name="options">Purpose, conversation and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="UploadAttachmentAsync(string, AttachmentAccess, UploadSource, UploadAttachmentOptions?, CancellationToken)" path="/returns|/exception|/remarks" />
    public virtual Task<Attachment> UploadAttachmentAsync(
        string appId, AttachmentAccess access, ReadOnlyMemory<byte> content, string fileName, UploadAttachmentOptions? options = null,
        CancellationToken cancellationToken = default) =>
        UploadAttachmentAsync(appId, access, UploadSource.FromBytes(content, fileName), options, cancellationToken);

    /// <summary>Uploads a file. The client sends the file while it reads it, so memory does not grow with its size.</summary>
    /// <remarks>Each successful upload creates a new media URL. So the client retries only if the last attempt certainly stored nothing. The
    /// source must be readable again, or nothing may have been read from it.
    /// <para>A file that is larger than <see cref="ParhelionClientOptions.ResumableUploadThreshold"/>, and whose source can seek, is uploaded resumably if
    /// the server offers it. After a broken connection the client asks the server how many bytes it has, and sends the rest. It does not give up
    /// as long as the upload advances. After a failure or a cancellation, the upload can be continued:
    /// <see cref="ParhelionException.ResumableUpload"/>, <see cref="UploadAttachmentOptions.ResumableUploadCreated"/>.</para></remarks>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the file. The original service accepts only <see cref="AttachmentAccess.Public"/>.</param>
    /// <param name="source">The file, at most 50 MB, with an extension that the API accepts.</param>
    /// <param name="options">Purpose, conversation and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The media URL, which is the only way to refer to the file, and the media type.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 400: a parameter is invalid. Status 401 or 403: the credentials are refused. Status 404:
    /// the app or the conversation does not exist. Status 413: the file is too large. Status 415: the API does not accept this file type.</exception>
    /// <exception cref="IOException">The source cannot be read, it ended before its announced length, or it changed. Any other exception of the source
    /// or of a handler in the options is passed on unchanged, too.</exception>
    public virtual async Task<Attachment> UploadAttachmentAsync(
        string appId, AttachmentAccess access, UploadSource source, UploadAttachmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (access == default) throw new ArgumentException("The access must be AttachmentAccess.Public or AttachmentAccess.Private.", nameof(access));
        ArgumentNullException.ThrowIfNull(source);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments")
            .With("access", access.ToString()).With("for", options?.Purpose?.ToString()).With("conversationId", options?.ConversationId);
        var upload = new AttachmentUpload(transport.Call("UploadAttachment", HttpMethod.Post, requestPath), source, options ?? new UploadAttachmentOptions());
        try
        {
            return await uploader.UploadAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await source.RewindAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes an attachment. Parhelion answers its media URL with 404 at once. The original service may serve it from caches for
    /// another 15 minutes.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="mediaUrl">The media URL exactly as the upload returned it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the file does not exist or was removed already, possibly by an earlier attempt whose
    /// response was lost. Status 400: the service never issued this URL.</exception>
    public virtual Task DeleteAttachmentAsync(string appId, string mediaUrl, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaUrl);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "remove");
        var body = new AttachmentDeleteBody(mediaUrl);
        var call = transport.Call("DeleteAttachment", HttpMethod.Post, requestPath, body, ProtocolJson.Default.AttachmentDeleteBody) with { IsIdempotent = true };
        return transport.SendAsync(call, cancellationToken);
    }

    /// <summary>Opens a file for reading. The client sends credentials only if the media URL is on the host of the API.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="options">The range to download. Optional.</param>
    /// <param name="cancellationToken">Cancels the opening. Each read of the content takes its own token.</param>
    /// <returns>The open download, with the status and headers of the response. The caller disposes it.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 404: the file does not exist or was removed. Status 416: the range is outside the
    /// file.</exception>
    public virtual Task<AttachmentDownload> DownloadAsync(string mediaUrl, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (url, wanted) = (MediaReader.Parse(mediaUrl), DownloadOptions.Checked(options));
        return transport.RunAsync("Download", operation => media.OpenAsync(url, wanted, operation, cancellationToken));
    }

    /// <summary>Opens a picture of an image, a film or a document for reading. The first request for a picture may take seconds, because the server makes it then.
    /// Only Parhelion has this call.</summary>
    /// <remarks>To write the picture to a file or into memory, pass <see cref="Rendition.UrlOf"/> to <c>DownloadToAsync</c> or
    /// <see cref="DownloadContentAsync"/>.</remarks>
    /// <param name="mediaUrl">Media URL of the file, or a signed link to it.</param>
    /// <param name="name">Name of the rendition, such as <see cref="Rendition.Preview"/>.</param>
    /// <param name="format">Format of the picture.</param>
    /// <param name="cancellationToken">Cancels the opening. Each read of the content takes its own token.</param>
    /// <returns>The open download, with the status and headers of the response. The caller disposes it.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 404: there can be no such picture, or the file does not exist or was removed.</exception>
    public virtual Task<AttachmentDownload> RenditionAsync(
        string mediaUrl, string name, RenditionFormat format = default, CancellationToken cancellationToken = default) =>
        DownloadAsync(Rendition.UrlOf(mediaUrl, name, format), options: null, cancellationToken);

    /// <summary>Downloads a file to a file on disk. If the connection breaks, the client resumes at the same byte, provided that the server sends a
    /// strong ETag.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="path">Path of the file to write. A file at this path is overwritten once the server has answered. If the download fails then, a
    /// new file is deleted; one that was there before keeps what has arrived.</param>
    /// <param name="options">The range to download, and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="ParhelionException">The call failed, or the connection broke and no retry succeeded. Status 404: the file does not exist or was
    /// removed. Status 416: the range is outside the file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public virtual async Task<long> DownloadToAsync(string mediaUrl, string path, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileDestination(path);
        await using (file.ConfigureAwait(false))
        {
            var count = await CopyAsync(mediaUrl, options, _ => file.Open(), cancellationToken).ConfigureAwait(false);
            file.Complete();
            return count;
        }
    }

    /// <summary>Downloads a file to a stream. If the connection breaks, the client resumes at the same byte, provided that the server sends a
    /// strong ETag.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="destination">The stream to write to, from its current position on. The caller disposes it.</param>
    /// <param name="options">The range to download, and progress. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="ParhelionException">The call failed, or the connection broke and no retry succeeded. Status 404: the file does not exist or was
    /// removed. Status 416: the range is outside the file.</exception>
    public virtual Task<long> DownloadToAsync(
        string mediaUrl, Stream destination, DownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return CopyAsync(mediaUrl, options, _ => destination, cancellationToken);
    }

    /// <summary>Downloads a file into memory. Use it for small files; <c>DownloadToAsync</c> needs no memory for the file.</summary>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="maxBytes">Largest number of bytes to accept. Default: <see cref="DefaultMaxBytes"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed, or the file has more than <paramref name="maxBytes"/> bytes. Status 404: the file does not exist
    /// or was removed.</exception>
    public virtual async Task<byte[]> DownloadContentAsync(string mediaUrl, int maxBytes = DefaultMaxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        using var bytes = new BytesDestination(maxBytes);
        await CopyAsync(mediaUrl, null, download => bytes.Expect(download.Length), cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>Creates media tokens, which give access to private files until they expire. In the original service only generations 9 to 13 have
    /// this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="paths">1 to 100 paths: <c>/apps/{appId}</c>, <c>/apps/{appId}/conversations/{conversationId}</c>, or the path of a media URL.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A token for each path. The keys are the paths exactly as given.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 400: a path is invalid. Status 403: a path belongs to another app.</exception>
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
    /// <exception cref="ParhelionException">The call failed. Status 400: <paramref name="expiresIn"/> is out of range. Status 404: the file does not
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

    /// <summary>Creates an upload link. Everybody who has the link can upload to it without credentials, from a page of any origin. It ends with its time, with
    /// its number of uploads, with the key that created it, and with its conversation. Only Parhelion has this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="access">Who may read the uploaded files.</param>
    /// <param name="options">What the link allows. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: an option is out of range, or the server does not accept an extension. Status 404: the
    /// app or the conversation does not exist.</exception>
    public virtual async Task<UploadLink> CreateUploadLinkAsync(
        string appId, AttachmentAccess access, UploadLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (access == default) throw new ArgumentException("The access must be AttachmentAccess.Public or AttachmentAccess.Private.", nameof(access));
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "uploadLinks");
        var body = (options ?? new UploadLinkOptions()).ToBody(access);
        var call = transport.Call("CreateUploadLink", HttpMethod.Post, requestPath, body, ProtocolJson.Default.UploadLinkBody) with { IsIdempotent = true };
        return (await transport.SendAsync(call, ProtocolJson.Default.UploadLinkResponse, cancellationToken).ConfigureAwait(false)).UploadLink;
    }

    /// <summary>Lists the attachments of an app, newest first. Only Parhelion has this call.</summary>
    /// <remarks>The server looks at 10,000 attachments at most for one page. So a page may be short or empty although more pages follow. The list continues
    /// until the last page.</remarks>
    /// <param name="appId">Id of the app.</param>
    /// <param name="filter">Which attachments. Optional.</param>
    /// <param name="page">The cursor to start from and the page size. "After" means older. Optional.</param>
    public virtual PagedList<AttachmentDetails> ListAttachmentsAsync(string appId, AttachmentFilter? filter = null, PageRequest? page = null)
    {
        RequestPath.Id(appId, nameof(appId));
        return new PagedList<AttachmentDetails>(page, async (request, token) =>
        {
            var requestPath = new RequestPath("apps", appId, "attachments");
            var call = transport.Call("ListAttachments", HttpMethod.Get, request.PutInto(filter?.PutInto(requestPath) ?? requestPath));
            var answer = await transport.SendAsync(call, ProtocolJson.Default.AttachmentListResponse, token).ConfigureAwait(false);
            return new Page<AttachmentDetails>(answer.Attachments, answer.Meta);
        });
    }

    /// <summary>Gets an attachment and what keeps it from being deleted (<see cref="AttachmentDetails.HeldBy"/>). Only Parhelion has this
    /// call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="attachmentId">Id of the attachment, from <see cref="ListAttachmentsAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the attachment does not exist or was deleted.</exception>
    public virtual async Task<AttachmentDetails> GetAttachmentAsync(string appId, string attachmentId, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", RequestPath.Id(attachmentId, nameof(attachmentId)));
        var call = transport.Call("GetAttachment", HttpMethod.Get, requestPath);
        return (await transport.SendAsync(call, ProtocolJson.Default.AttachmentDetailsResponse, cancellationToken).ConfigureAwait(false)).Attachment;
    }

    /// <summary>Gets how many attachments an app has and how many bytes they take, by media type, and the uploads and deletions of the last 90 days. The
    /// numbers are exact, and the call takes no longer with more attachments. Only Parhelion has this call.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 403: the credentials are those of an integration. Status 404: the app does not exist.</exception>
    public virtual async Task<AttachmentUsage> GetUsageAsync(string appId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("GetUsage", HttpMethod.Get, new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "attachments", "usage"));
        return (await transport.SendAsync(call, ProtocolJson.Default.UsageResponse, cancellationToken).ConfigureAwait(false)).Usage;
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

    private Task<long> CopyAsync(string mediaUrl, DownloadOptions? options, Func<AttachmentDownload, Stream> open, CancellationToken cancellationToken)
    {
        var (url, wanted) = (MediaReader.Parse(mediaUrl), DownloadOptions.Checked(options));
        var copy = new ResumableCopy(media, transport.Settings);
        return transport.RunAsync("DownloadTo", operation => copy.CopyAsync(url, wanted, open, operation, cancellationToken));
    }
}
