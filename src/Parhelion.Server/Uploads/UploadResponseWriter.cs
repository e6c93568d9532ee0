using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Uploads;

/// <summary>Writes the response parts that all upload protocols share: the URLs of uploads and attachments, and the JSON of a stored attachment. Also puts the
/// rows of new attachments into <c>AttachmentCache</c>.</summary>
internal sealed class UploadResponseWriter(PublicBaseUrls addresses, AttachmentCache<MediaFileInfo> cache, ILogger<UploadResponseWriter> log)
{
    /// <summary>Path below which all resumable uploads and upload links are.</summary>
    public const string BasePath = "/uploads";

    /// <summary>Returns the current generation of the cache, which <see cref="Remember"/> takes. Call this before the row is inserted.</summary>
    public CacheGeneration CurrentGeneration() => cache.CurrentGeneration();

    /// <summary>Puts a new attachment into the cache of rows, and logs it.</summary>
    public void Remember(AttachmentRow row, CacheGeneration mark)
    {
        cache.Remember(row, mark);
        log.AttachmentStored(row.Id, row.AppId, row.Size, row.MediaType);
    }

    /// <summary>Returns the absolute URL of a resumable upload, as the client of this request reaches it.</summary>
    public string UrlOf(HttpContext http, ResumableUpload upload) => addresses.UrlOf(http.Request, $"{BasePath}/{upload.Id}");

    /// <summary>Adds the media URL and the media type of a complete upload, so that a client learns them without a body.</summary>
    public static void WriteAttachment(HttpContext http, ResumableUpload upload)
    {
        if (upload.Attachment is not { } row) return;
        http.Response.Headers[UploadHeaderNames.MediaUrl] = MediaUrlOf(http, row);
        http.Response.Headers[UploadHeaderNames.MediaType] = row.MediaType;
    }

    /// <summary>Sends <c>AttachmentResponse</c>.</summary>
    public static Task SendAsync(HttpContext http, AttachmentRow row, int status) => new JsonResult<AttachmentResponse>(
        status, new AttachmentResponse(new Attachment(MediaUrlOf(http, row), row.MediaType)), ProtocolJson.Default.AttachmentResponse).ExecuteAsync(http);

    private static string MediaUrlOf(HttpContext http, AttachmentRow row) => http.RequestServices.GetRequiredService<MediaUrls>().Format(row.Path);
}
