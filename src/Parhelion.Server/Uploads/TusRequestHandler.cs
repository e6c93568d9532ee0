using Microsoft.Net.Http.Headers;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Uploads;

/// <summary>Implements the protocol tus 1.0.0 with the extensions creation, creation-with-upload, creation-defer-length, expiration, termination and
/// checksum.</summary>
internal sealed class TusRequestHandler(ResumableUploadService uploads, UploadResponseWriter answers, UploadOptions options)
{
    /// <summary>The version of tus that the server speaks.</summary>
    public const string Version = "1.0.0";

    private const string Extensions = "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum";
    private const string PatchType = "application/offset+octet-stream";

    /// <summary>Adds the headers of the response to OPTIONS.</summary>
    public static void Describe(IHeaderDictionary headers, long maxBytes)
    {
        headers[UploadHeaderNames.TusResumable] = Version;
        headers[UploadHeaderNames.TusVersion] = Version;
        headers[UploadHeaderNames.TusExtension] = Extensions;
        headers[UploadHeaderNames.TusMaxSize] = Wire(maxBytes);
        headers[UploadHeaderNames.TusChecksumAlgorithm] = TusChecksumParser.Algorithms;
    }

    /// <summary>Whether the request is one of tus, even if the header <c>Tus-Resumable</c> is missing.</summary>
    public static bool IsSpokenBy(HttpRequest request) => request.Headers.ContainsKey(UploadHeaderNames.TusResumable) || HasPatchType(request);

    /// <summary>Creates an upload, and stores the first bytes if the request has some.</summary>
    public async Task CreateAsync(HttpContext http, NewAttachmentProperties properties, string keyId)
    {
        RequireVersion(http);
        var request = http.Request;
        var created = TusCreationHeaders.Parse(request.Headers);
        var hasBytes = HasPatchType(request);
        if (!hasBytes && (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)) throw WrongType();
        ContentEncodingCheck.Refuse(request);
        var checksum = TusChecksumParser.Parse(request.Headers);
        if (hasBytes) RequireFit(request, created, properties);
        var upload = await uploads.CreateAsync(
            new NewResumableUpload(properties, created.FileName, keyId) { Length = created.Length, ContentLength = request.ContentLength, Metadata = created.Metadata }, http.RequestAborted);
        if (hasBytes) upload = await AppendFirstAsync(http, upload, checksum);
        http.Response.Headers.Location = answers.UrlOf(http, upload);
        Finish(http, upload, StatusCodes.Status201Created);
    }

    /// <summary>Appends the bytes of a PATCH.</summary>
    public async Task PatchAsync(HttpContext http, string id)
    {
        RequireVersion(http);
        if (!HasPatchType(http.Request)) throw WrongType();
        ContentEncodingCheck.Refuse(http.Request);
        var headers = http.Request.Headers;
        var offset = TusCreationHeaders.NumberOf(headers, UploadHeaderNames.Offset) ?? throw Fault("The request should have the header Upload-Offset");
        var append = new UploadAppendRequest(new ResumableUploadBodyReader(http))
        {
            Offset = offset,
            Length = TusCreationHeaders.NumberOf(headers, UploadHeaderNames.Length),
            ContentLength = http.Request.ContentLength,
            Checksum = TusChecksumParser.Parse(headers),
        };
        Finish(http, await AppendAsync(http, id, append), StatusCodes.Status204NoContent);
    }

    /// <summary>Tells how many bytes are stored. Completes an upload that has all of its bytes.</summary>
    public async Task HeadAsync(HttpContext http, string id)
    {
        RequireVersion(http);
        var upload = await uploads.GetOffsetAsync(id, completes: true, http.RequestAborted);
        var headers = http.Response.Headers;
        if (upload.Length is { } length) headers[UploadHeaderNames.Length] = Wire(length);
        else headers[UploadHeaderNames.DeferLength] = "1";
        if (upload.Metadata is { } metadata) headers[UploadHeaderNames.Metadata] = metadata;
        Finish(http, upload, StatusCodes.Status200OK);
    }

    /// <summary>Ends an upload.</summary>
    public async Task DeleteAsync(HttpContext http, string id)
    {
        RequireVersion(http);
        await uploads.TerminateAsync(id, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // The client learns the URL from the response only, so it could not continue an upload whose first request failed.
    private async Task<ResumableUpload> AppendFirstAsync(HttpContext http, ResumableUpload upload, UploadChecksum? checksum)
    {
        try
        {
            return await AppendAsync(http, upload.Id, new UploadAppendRequest(new ResumableUploadBodyReader(http)) { Offset = 0, ContentLength = http.Request.ContentLength, Checksum = checksum });
        }
        catch
        {
            await uploads.DiscardAsync(upload.Id);
            throw;
        }
    }

    private async Task<ResumableUpload> AppendAsync(HttpContext http, string id, UploadAppendRequest append)
    {
        var mark = answers.CurrentGeneration();
        // Not cancelled when the client leaves, so that everything that came is stored. The body ends by itself then.
        var upload = await uploads.AppendAsync(id, append, CancellationToken.None);
        if (upload.Attachment is { } row) answers.Remember(row, mark);
        return upload;
    }

    private static void Finish(HttpContext http, ResumableUpload upload, int status)
    {
        var headers = http.Response.Headers;
        headers[UploadHeaderNames.Offset] = Wire(upload.Offset);
        headers[UploadHeaderNames.Expires] = HeaderUtilities.FormatDate(upload.ExpiresAt);
        headers.CacheControl = "no-store";
        UploadResponseWriter.WriteAttachment(http, upload);
        http.Response.StatusCode = status;
    }

    // The header is set before anything can fail, because refusals have it too.
    private static void RequireVersion(HttpContext http)
    {
        http.Response.Headers[UploadHeaderNames.TusResumable] = Version;
        if (http.Request.Headers[UploadHeaderNames.TusResumable] == Version) return;
        http.Response.Headers[UploadHeaderNames.TusVersion] = Version;
        throw new ProblemException(Problems.UnsupportedTusVersion);
    }

    // Refuses a creation by its headers before it has a row.
    private void RequireFit(HttpRequest request, TusCreationHeaders created, NewAttachmentProperties properties)
    {
        if (request.ContentLength > created.Length) throw new UploadLengthException();
        if (request.ContentLength > options.LimitOf(properties)) throw new UploadTooLargeException(options.LimitOf(properties));
    }

    private static bool HasPatchType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(PatchType, StringComparison.OrdinalIgnoreCase);

    private static string Wire(long number) => HeaderUtilities.FormatNonNegativeInt64(number);

    private static ProblemException WrongType() => new(Problems.Unsupported($"Content-Type should be {PatchType}"));

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
