using Microsoft.Net.Http.Headers;
using Parhelion.Core.Uploading;
using Parhelion.Core.Usage;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Chooses the upload protocol by the headers of the request, and passes the request to the handler of this protocol. The protocols are the multipart form, tus
/// 1.0, and Resumable Uploads for HTTP of the IETF (docs/uploads.md). All three protocols use the same URL path.
/// </summary>
internal sealed class UploadProtocolSelector(FormUploadHandler form, TusRequestHandler tus, IetfUploadRequestHandler resumable, UploadOptions options, AppUploadRules limits, UploadSpaceCheck space)
{
    /// <summary>Takes a POST: stores a form, or creates a resumable upload. Writes the response.</summary>
    /// <param name="http">The request, whose caller or upload link was checked.</param>
    /// <param name="properties">The properties of the new attachment.</param>
    /// <param name="keyId">Id of the API key of the caller, or of the key that signed the upload link.</param>
    /// <exception cref="Protocol.ProblemException">The upload is refused.</exception>
    public async Task PostAsync(HttpContext http, NewAttachmentProperties properties, string keyId)
    {
        space.Require(http.Request.ContentLength);
        await StoreAsync(http, await limits.ApplyAsync(properties, http.RequestAborted), keyId);
    }

    /// <summary>Answers OPTIONS with what the server offers of each protocol.</summary>
    /// <param name="http">The request.</param>
    /// <param name="allow">The methods of the resource.</param>
    /// <param name="maxBytes">Maximum size of a file in bytes; <c>null</c>: the limit of the server.</param>
    public void Describe(HttpContext http, string allow, long? maxBytes = null)
    {
        var limit = Math.Min(maxBytes ?? options.MaxBytes, options.MaxBytes);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.Allow = allow;
        TusRequestHandler.Describe(http.Response.Headers, limit);
        resumable.Describe(http.Response.Headers, limit);
    }

    private Task StoreAsync(HttpContext http, NewAttachmentProperties properties, string keyId)
    {
        var request = http.Request;
        if (request.Headers.ContainsKey(UploadHeaderNames.TusResumable)) return tus.CreateAsync(http, properties, keyId);
        // The upload of a form in the system library of iOS has Upload-Complete too. It is answered as documented.
        if (IsForm(request) || IetfUploadHeaders.CompleteOf(request.Headers) is not { } isWhole) return form.PostAsync(http, properties);
        return resumable.CreateAsync(http, properties, keyId, isWhole);
    }

    private static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
}
