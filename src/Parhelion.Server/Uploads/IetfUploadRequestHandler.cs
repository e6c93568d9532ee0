using Microsoft.Net.Http.Headers;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Wire;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Implements the protocol Resumable Uploads for HTTP (draft-ietf-httpbis-resumable-upload of the IETF). The final response has the same status and body as the
/// response to an upload with a form.
/// </summary>
internal sealed class IetfUploadRequestHandler(
    ResumableUploadService uploads, UploadResponseWriter answers, UploadOptions limits, ResumableUploadOptions options, InterimResponseSettings interimResponses, TimeProvider clock)
{
    private const string PatchType = "application/partial-upload";

    /// <summary>Adds the headers of the response to OPTIONS.</summary>
    public void Describe(IHeaderDictionary headers, long maxBytes)
    {
        headers[UploadHeaderNames.AcceptPatch] = PatchType;
        headers[UploadHeaderNames.Limit] = LimitsOf(maxBytes, options.ResumableAfter);
    }

    /// <summary>Creates an upload and stores the bytes of the request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="properties">The properties of the new attachment.</param>
    /// <param name="keyId">Id of the API key of the upload. When the key is deleted, the upload ends.</param>
    /// <param name="isWhole">Whether the request has the whole file.</param>
    public Task CreateAsync(HttpContext http, NewAttachmentProperties properties, string keyId, bool isWhole) =>
        IetfUploadProblems.DescribeAsync(http, () => RunCreationAsync(http, properties, keyId, isWhole));

    /// <summary>Appends the bytes of a PATCH.</summary>
    public Task PatchAsync(HttpContext http, string id) => IetfUploadProblems.DescribeAsync(http, () => RunPatchAsync(http, id));

    /// <summary>Tells how many bytes are stored, and whether the upload is complete.</summary>
    public async Task HeadAsync(HttpContext http, string id)
    {
        var upload = await uploads.GetOffsetAsync(id, completes: false, http.RequestAborted);
        var headers = http.Response.Headers;
        if (upload.Length is { } length) headers[UploadHeaderNames.Length] = HeaderUtilities.FormatNonNegativeInt64(length);
        WriteState(http, upload);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Ends an upload.</summary>
    public async Task DeleteAsync(HttpContext http, string id)
    {
        await uploads.TerminateAsync(id, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task RunCreationAsync(HttpContext http, NewAttachmentProperties properties, string keyId, bool isWhole)
    {
        ContentEncodingCheck.Refuse(http.Request);
        var fields = IetfUploadHeaders.Parse(http.Request, isCreation: true);
        var name = FileNameOf(http.Request) ?? throw new ProblemException(Problems.BadRequest("Content-Disposition should have a filename"));
        // Nothing that the headers tell is refused after the upload has a row.
        if (http.Request.ContentLength > limits.LimitOf(properties)) throw new UploadTooLargeException(limits.LimitOf(properties));
        var upload = await uploads.CreateAsync(new NewResumableUpload(properties, name, keyId) { Length = fields.Length, ContentLength = http.Request.ContentLength }, http.RequestAborted);
        var isAnnounced = false;
        try
        {
            var url = answers.UrlOf(http, upload);
            var interim = InterimResponseWriter.Of(http, interimResponses.Mode);
            isAnnounced = interim is not null && await interim.AnnounceAsync($"Location: {url}\r\nUpload-Limit: {LimitsOf(upload)}\r\n");
            var stored = await AppendAsync(http, upload.Id, FirstAppend(http, isWhole), interim);
            if (!isWhole) http.Response.Headers.Location = url;
            await FinishAsync(http, stored, StatusCodes.Status201Created);
        }
        catch when (!isAnnounced)
        {
            // The client has not learned the URL, so it cannot continue the upload.
            await uploads.DiscardAsync(upload.Id);
            throw;
        }
    }

    private static UploadAppendRequest FirstAppend(HttpContext http, bool isWhole) => new(new ResumableUploadBodyReader(http))
    {
        Offset = 0,
        IsLast = isWhole,
        ContentLength = http.Request.ContentLength,
        Checksum = IetfUploadHeaders.ContentDigestOf(http.Request.Headers),
        WholeSha256 = isWhole ? IetfUploadHeaders.ReprDigestOf(http.Request.Headers) : null,
    };

    private async Task RunPatchAsync(HttpContext http, string id)
    {
        var request = http.Request;
        if (!IsPatch(request))
        {
            http.Response.Headers[UploadHeaderNames.AcceptPatch] = PatchType;
            throw new ProblemException(Problems.Unsupported($"Content-Type should be {PatchType}"));
        }

        ContentEncodingCheck.Refuse(request);
        var fields = IetfUploadHeaders.Parse(request, isCreation: false);
        if (fields is not { Offset: { } offset, IsWhole: { } isWhole }) throw new ProblemException(Problems.BadRequest("The request should have the headers Upload-Offset and Upload-Complete"));
        var append = new UploadAppendRequest(new ResumableUploadBodyReader(http))
        {
            Offset = offset,
            IsLast = isWhole,
            Length = fields.Length,
            ContentLength = request.ContentLength,
            Checksum = IetfUploadHeaders.ContentDigestOf(request.Headers),
        };
        await FinishAsync(http, await AppendAsync(http, id, append, InterimResponseWriter.Of(http, interimResponses.Mode)), StatusCodes.Status204NoContent);
    }

    private async Task<ResumableUpload> AppendAsync(HttpContext http, string id, UploadAppendRequest append, InterimResponseWriter? interim)
    {
        var mark = answers.CurrentGeneration();
        var isReceived = false;
        append = append with
        {
            Progress = interim is null ? null : offset => interim.SendAsync($"Upload-Offset: {HeaderUtilities.FormatNonNegativeInt64(offset)}\r\n"),
            Received = () => isReceived = append.IsLast == true,
        };
        try
        {
            // Not cancelled when the client leaves, so that everything that came is stored. The body ends by itself then.
            var upload = await uploads.AppendAsync(id, append, CancellationToken.None);
            if (upload.Attachment is { } row) answers.Remember(row, mark);
            return upload;
        }
        catch (ProblemException e)
        {
            // Tells the client that the file as a whole was refused, not this request.
            if (isReceived && e.Status < 500 && e is not UploadLengthException) http.Response.Headers[UploadHeaderNames.Complete] = "?1";
            if (e is UploadChecksumException) throw new ProblemException(Problems.BadRequest("The digest of the request does not match its bytes"), e);
            throw;
        }
    }

    private async Task FinishAsync(HttpContext http, ResumableUpload upload, int status)
    {
        WriteState(http, upload);
        if (upload is { IsComplete: true, Attachment: { } row })
        {
            await UploadResponseWriter.SendAsync(http, row, StatusCodes.Status201Created);
            return;
        }

        http.Response.StatusCode = status;
    }

    private void WriteState(HttpContext http, ResumableUpload upload)
    {
        var headers = http.Response.Headers;
        headers[UploadHeaderNames.Offset] = HeaderUtilities.FormatNonNegativeInt64(upload.Offset);
        headers[UploadHeaderNames.Complete] = upload.IsComplete ? "?1" : "?0";
        headers[UploadHeaderNames.Limit] = LimitsOf(upload);
        headers.CacheControl = "no-store";
        UploadResponseWriter.WriteAttachment(http, upload);
    }

    private string LimitsOf(ResumableUpload upload) => LimitsOf(upload.MaxBytes, upload.ExpiresAt - clock.GetUtcNow());

    private static string LimitsOf(long maxBytes, TimeSpan age) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max-size={maxBytes}, min-size=1, max-age={Math.Max(0, (long)age.TotalSeconds)}");

    private static string? FileNameOf(HttpRequest request) =>
        request.Headers.ContentDisposition is [{ } value] ? ContentDispositionParser.FileNameOf(System.Text.Encoding.UTF8.GetBytes(value)) : null;

    private static bool IsPatch(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(PatchType, StringComparison.OrdinalIgnoreCase);
}
