namespace Parhelion.Server.Uploads;

/// <summary>
/// Lets web pages of every origin use resumable uploads and upload links. The CORS headers do not allow cookies or other credentials of the browser. The class
/// sets the headers before anything can fail, so web pages can also read refusals.
/// </summary>
internal sealed class UploadCorsMiddleware(RequestDelegate next)
{
    private const string Methods = "GET, HEAD, PATCH, POST, DELETE, OPTIONS";

    // The headers of the three protocols that a page may send. Without Authorization: a page must not have a key.
    private const string RequestHeaders =
        "Content-Type, Content-Disposition, Content-Digest, Repr-Digest, Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Defer-Length, " +
        "Upload-Checksum, Upload-Concat, Upload-Complete, X-HTTP-Method-Override, X-Request-Id, X-Requested-With";

    private const string ResponseHeaders =
        "Location, Upload-Offset, Upload-Length, Upload-Metadata, Upload-Defer-Length, Upload-Expires, Upload-Complete, Upload-Limit, Upload-Media-Url, " +
        "Upload-Media-Type, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Accept-Patch, Allow, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id";

    public Task InvokeAsync(HttpContext http)
    {
        if (IsUpload(http.Request.Path)) Allow(http);
        return next(http);
    }

    // The path base is removed later.
    private static bool IsUpload(PathString path) =>
        path.StartsWithSegments(UploadResponseWriter.BasePath, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/sc" + UploadResponseWriter.BasePath, StringComparison.OrdinalIgnoreCase);

    private static void Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = ResponseHeaders;
        if (!HttpMethods.IsOptions(http.Request.Method)) return;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = RequestHeaders;
        headers.AccessControlMaxAge = "86400";
    }
}
